package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * A client that requests profiles of an application, one after the other, until it is
 * closed.
 */
final class Requests implements AutoCloseable {

	private final LoadedApplication application;

	private final List<String> paths;

	private volatile boolean closed;

	/**
	 * Starts the requests.
	 * @param application the application to ask
	 * @param paths the profiles to request; if there are none, nothing is requested
	 */
	Requests(LoadedApplication application, List<String> paths) {
		this.application = application;
		this.paths = paths;
		Thread thread = new Thread(this::ask, "profiles");
		thread.setDaemon(true);
		if (!paths.isEmpty()) {
			thread.start();
		}
	}

	private void ask() {
		try {
			for (int i = 0; !this.closed; i++) {
				this.application.profile(this.paths.get(i % this.paths.size()));
			}
		}
		catch (IOException ex) {
			// The application may end before its answer does.
			if (!this.closed) {
				System.out.println("NOT PROFILED ANY MORE: " + ex);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
