package dev.pprof4j.source.jfr;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * An attempt to start the recordings, on a thread of its own, and what came of it. Closed
 * while it is under way, it closes what comes. Safe to share between threads.
 */
final class Start implements AutoCloseable {

	private final Thread thread;

	private @Nullable JfrHeapRecording recording;

	private String failure = "";

	private boolean closed;

	Start(Supplier<JfrHeapRecording> recordings) {
		this.thread = new Thread(() -> run(recordings), "pprof-jfr-start");
		this.thread.setDaemon(true);
		this.thread.setContextClassLoader(null);
		this.thread.start();
	}

	private void run(Supplier<JfrHeapRecording> recordings) {
		try {
			JfrHeapRecording made = recordings.get();
			try {
				made.start();
			}
			finally {
				keep(made);
			}
		}
		// An Error too: a JVM whose Flight Recorder cannot be linked.
		catch (RuntimeException | LinkageError ex) {
			fail("JDK Flight Recorder cannot be started: " + ex.getMessage());
		}
	}

	private synchronized void keep(JfrHeapRecording made) {
		if (this.closed) {
			made.close();
			return;
		}
		this.recording = made;
	}

	private synchronized void fail(String reason) {
		this.failure = reason;
		close();
	}

	/** Why it failed; empty if it has not. */
	synchronized String failure() {
		return this.failure;
	}

	synchronized @Nullable JfrHeapRecording recording() {
		return this.recording;
	}

	void await() throws InterruptedException {
		this.thread.join();
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.recording != null) {
			this.recording.close();
			this.recording = null;
		}
	}

}
