package dev.pprof4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;

/**
 * A short window of the past: a recording that has ended, and can be read while others
 * drop it; nobody but readers waits for readers. Safe to share between threads.
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
	 * A part that is about to end.
	 * @param recording what was recorded
	 * @param endNanos when it ends, by the clock that the past is kept by
	 */
	PastPart(Recording recording, long endNanos) {
		this.recording = recording;
		this.endNanos = endNanos;
	}

	/** When it ended, by the clock that the past is kept by. */
	long endNanos() {
		return this.endNanos;
	}

	/** Ends it, if it has not ended; {@code false} if it is lost. */
	boolean end() {
		synchronized (this.recording) {
			try {
				this.recording.end();
				this.bytes = this.recording.bytes();
				return true;
			}
			catch (RuntimeException ex) {
				logger.log(Level.WARNING, "A part of the past of CPU time is lost: " + ex.getMessage());
				return false;
			}
		}
	}

	/** How much of the disk it takes, since it has ended. */
	long bytes() {
		return this.bytes;
	}

	/**
	 * What was recorded.
	 * @throws ProfilingException if that is lost, or was dropped meanwhile
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

	/** Drops it, as soon as nobody reads it any more. */
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
