package dev.pprof4j.source;

import dev.pprof4j.profile.Profile;

/**
 * A window in progress, and what it has recorded. Not thread-safe: used by one thread at
 * a time.
 */
public interface Recording extends AutoCloseable {

	/**
	 * About ten million samples of async-profiler; a larger recording would fill the
	 * disk.
	 */
	long FULL_BYTES = 256L * 1024 * 1024;

	/**
	 * Ends the window without reading it yet; takes less than a tenth of a second on an
	 * idle machine.
	 * @throws ProfilingException if the recording is lost
	 */
	void end();

	/**
	 * Ends the window if it has not ended, and reads it. May be called again: the
	 * recording is kept until {@link #close()}.
	 * @return what was recorded, with the window's actual start and length
	 * @throws ProfilingException if the recording is lost
	 */
	Profile stop();

	/**
	 * The disk space that the recording takes once it has ended.
	 * @return the size in bytes, zero if it takes none
	 */
	long bytes();

	/**
	 * Whether the recording should end now.
	 * @return whether it is larger than {@link #FULL_BYTES}, or has stopped recording
	 */
	boolean mustEnd();

	/**
	 * Ends the window if it has not ended, and releases everything it holds, such as a
	 * native session or a file. May be called again.
	 */
	@Override
	void close();

}
