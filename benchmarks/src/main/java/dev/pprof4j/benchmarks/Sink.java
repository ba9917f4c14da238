package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server on this machine that accepts whatever a profiler pushes, and discards it.
 */
final class Sink implements AutoCloseable {

	private final HttpServer server;

	private final AtomicLong bytes = new AtomicLong();

	Sink() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::take);
		this.server.start();
	}

	private void take(HttpExchange exchange) throws IOException {
		try (exchange; InputStream body = exchange.getRequestBody()) {
			this.bytes.addAndGet(body.readAllBytes().length);
			exchange.sendResponseHeaders(200, -1);
		}
	}

	String address() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/** The number of bytes that have been pushed. */
	long bytes() {
		return this.bytes.get();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
