package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * Somebody who asks an application for profiles, one after the other, until this is
 * closed.
 */
final class Requests implements AutoCloseable {

	private final LoadedApplication application;

	private final List<String> paths;

	private volatile boolean closed;

	/**
	 * Begins to ask.
	 * @param application whom
	 * @param paths what for; nobody asks if there are none
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
