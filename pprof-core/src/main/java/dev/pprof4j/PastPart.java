package dev.pprof4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;

/**
 * A part of the past: a short recording that has ended. If it is dropped while it is
 * being read, the read is completed first; later reads are refused. Only readers ever
 * wait for readers. Safe to share between threads.
 */
final class PastPart implements AutoCloseable {

	private static final Logger logger = System.getLogger(PastPart.class.getName());

	/** Guarded by itself. */
	private final Recording recording;

	private final long endNanos;

	private volatile long bytes;

	private int readers;

	private boolean closed;

	/**
	 * Creates a part that is about to end.
	 * @param recording what was recorded
	 * @param endNanos when it ends, on the clock of the continuous recording
	 */
	PastPart(Recording recording, long endNanos) {
		this.recording = recording;
		this.endNanos = endNanos;
	}

	/** When it ended, on the clock of the continuous recording. */
	long endNanos() {
		return this.endNanos;
	}

	/** Ends it, if it has not ended. Returns {@code false} if it is lost. */
	boolean end() {
		synchronized (this.recording) {
			try {
				this.recording.end();
				this.bytes = this.recording.bytes();
				return true;
			}
			catch (RuntimeException ex) {
				logger.log(Level.WARNING, "A part of the past CPU time is lost: " + ex.getMessage());
				return false;
			}
		}
	}

	/** How much disk space it takes; known once it has ended. */
	long bytes() {
		return this.bytes;
	}

	/**
	 * Reads what was recorded.
	 * @throws ProfilingException if the recording is lost, or has been dropped in the
	 * meantime
	 */
	Profile read() {
		enter();
		try {
			synchronized (this.recording) {
				return this.recording.stop();
			}
		}
		finally {
			leave();
		}
	}

	private synchronized void enter() {
		if (this.closed) {
			throw new ProfilingException.Unavailable("it has become too old");
		}
		this.readers++;
	}

	private synchronized void leave() {
		this.readers--;
		closeUnread();
	}

	/** Drops it, as soon as the last reader has finished. */
	@Override
	public synchronized void close() {
		this.closed = true;
		closeUnread();
	}

	private void closeUnread() {
		if (this.closed && this.readers == 0) {
			this.recording.close();
		}
	}

}
