package dev.pprof4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;

/**
 * A short window of the past: a recording that has ended, and can be read while others
 * drop it. Safe to share between threads.
 */
final class PastPart implements AutoCloseable {

	private static final Logger logger = System.getLogger(PastPart.class.getName());

	private final Recording recording;

	private final long endNanos = System.nanoTime();

	private boolean closed;

	PastPart(Recording recording) {
		this.recording = recording;
	}

	/** When it ended, by {@link System#nanoTime()}. */
	long endNanos() {
		return this.endNanos;
	}

	/** Ends it, if it has not ended; {@code false} if it is lost. */
	synchronized boolean end() {
		try {
			this.recording.end();
			return true;
		}
		catch (RuntimeException ex) {
			logger.log(Level.WARNING, "A part of the past of CPU time is lost: " + ex.getMessage());
			return false;
		}
	}

	synchronized long bytes() {
		return this.recording.bytes();
	}

	/**
	 * What was recorded.
	 * @throws ProfilingException if that is lost, or was dropped meanwhile
	 */
	synchronized Profile read() {
		if (this.closed) {
			throw new ProfilingException.Unavailable("it has become too old");
		}
		return this.recording.stop();
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.recording.close();
	}

}
