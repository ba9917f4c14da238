package dev.pprof4j.sample;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * A network service that answers after the requested number of milliseconds.
 */
@Component
class SlowService implements DisposableBean {

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final ExecutorService pool = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "slow-service");
		thread.setDaemon(true);
		return thread;
	});

	SlowService() throws IOException {
		this.pool.execute(this::accept);
	}

	InetAddress address() {
		return this.server.getInetAddress();
	}

	int port() {
		return this.server.getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				this.pool.execute(() -> answer(socket));
			}
		}
		catch (IOException ex) {
			this.pool.shutdownNow(); // closed
		}
	}

	private static void answer(Socket socket) {
		try (socket) {
			Thread.sleep(new DataInputStream(socket.getInputStream()).readLong());
			socket.getOutputStream().write(new byte[1024]);
		}
		catch (IOException ex) {
			// The client is gone.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void destroy() throws IOException {
		this.server.close();
	}

}
