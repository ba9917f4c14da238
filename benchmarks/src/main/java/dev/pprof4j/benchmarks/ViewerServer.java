package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Serves folders of files, and profiles from memory, to this machine.
 */
final class ViewerServer implements AutoCloseable {

	private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8", "css",
			"text/css;charset=UTF-8", "js", "text/javascript;charset=UTF-8", "svg", "image/svg+xml", "wasm",
			"application/wasm", "woff2", "font/woff2");

	private static final String BINARY = "application/octet-stream";

	private final HttpServer server;

	ViewerServer() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		serve("/blank", "<!DOCTYPE html><title>blank</title>".getBytes(StandardCharsets.UTF_8), "html");
	}

	void start() {
		this.server.start();
	}

	String address(String path) {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + path;
	}

	void serve(String path, byte[] bytes) {
		serve(path, bytes, "");
	}

	private void serve(String path, byte[] bytes, String extension) {
		this.server.createContext(path, (exchange) -> answer(exchange, bytes, extension));
	}

	/** Serves the files of a folder, below a path that ends with a slash. */
	void serve(String path, Path folder) {
		this.server.createContext(path, (exchange) -> {
			String name = exchange.getRequestURI().getPath().substring(path.length());
			Path file = folder.resolve(name).normalize();
			if (file.startsWith(folder) && Files.isRegularFile(file)) {
				answer(exchange, content(file), name.substring(name.lastIndexOf('.') + 1));
			}
			else {
				exchange.sendResponseHeaders(404, -1);
				exchange.close();
			}
		});
	}

	/**
	 * The endpoint puts the folder of a version in the place of this, which caches need.
	 */
	private static byte[] content(Path file) throws IOException {
		byte[] content = Files.readAllBytes(file);
		return file.toString().endsWith(".html")
				? new String(content, StandardCharsets.UTF_8).replace("{version}/", "").getBytes(StandardCharsets.UTF_8)
				: content;
	}

	private static void answer(HttpExchange exchange, byte[] bytes, String extension) throws IOException {
		try (exchange) {
			exchange.getResponseHeaders().set("Content-Type", Objects.requireNonNullElse(TYPES.get(extension), BINARY));
			exchange.getResponseHeaders().set("Cache-Control", "no-store");
			exchange.sendResponseHeaders(200, bytes.length);
			exchange.getResponseBody().write(bytes);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
