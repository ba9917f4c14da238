package dev.pprof4j.source;

import dev.pprof4j.profile.Profile;

/**
 * A window in progress, and what was recorded in it. Not thread-safe: used by one thread
 * at a time.
 */
public interface Recording extends AutoCloseable {

	/** Some ten million samples of async-profiler: larger, it fills the disk. */
	long FULL_BYTES = 256L * 1024 * 1024;

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
	 * Whether it should end now.
	 * @return whether it is larger than {@link #FULL_BYTES}, or does not go on
	 */
	default boolean mustEnd() {
		return false;
	}

	/**
	 * Ends the window if it has not ended, and releases everything it held: a native
	 * session, a file. May be called again.
	 */
	@Override
	void close();

}
