package dev.pprof4j.source;

import dev.pprof4j.profile.Profile;

/**
 * A window in progress, and what was recorded in it. Not thread-safe: used by one thread
 * at a time.
 */
public interface Recording extends AutoCloseable {

	/**
	 * Ends the window, and reads nothing yet: takes some milliseconds.
	 * @throws ProfilingException if the recording is lost
	 */
	void end();

	/**
	 * Ends the window if it has not ended, and reads it. May be called again: what was
	 * recorded is kept until {@link #close()}.
	 * @return what was recorded, with the window's real start and length
	 * @throws ProfilingException if the recording is lost
	 */
	Profile stop();

	/**
	 * How much of the disk it takes, when it has ended.
	 * @return the size in bytes
	 */
	default long bytes() {
		return 0;
	}

	/**
	 * Whether it should end now: it has become so large, or others have ended it.
	 * @return whether it fills the disk, or does not go on
	 */
	default boolean isFull() {
		return false;
	}

	/**
	 * Ends the window if it has not ended, and releases everything it held: a native
	 * session, a file. May be called again.
	 */
	@Override
	void close();

}
