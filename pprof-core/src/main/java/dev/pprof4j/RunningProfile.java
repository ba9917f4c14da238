package dev.pprof4j;

import java.io.IOException;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import org.jspecify.annotations.Nullable;

/**
 * A recording in progress that, if it has somewhere to write it, writes its profile when
 * it is closed. Not thread-safe.
 */
public final class RunningProfile implements AutoCloseable {

	private final Recording recording;

	private final @Nullable Target target;

	private @Nullable Profile profile;

	private boolean closed;

	/**
	 * A recording in progress.
	 * @param recording the recording
	 * @param target where the profile goes when this is closed, or {@code null} if it is
	 * not written
	 */
	RunningProfile(Recording recording, @Nullable Target target) {
		this.recording = recording;
		this.target = target;
	}

	/**
	 * Ends the recording, if it has not ended, and returns its profile.
	 * @return what was recorded, with the actual start and length
	 * @throws ProfilingException if the recording is lost
	 */
	public Profile stop() {
		Profile recorded = (this.profile != null) ? this.profile : this.recording.stop();
		this.profile = recorded;
		return recorded;
	}

	/**
	 * Ends the recording, if it has not ended, writes the profile if there is somewhere
	 * to write it, and deletes the temporary files.
	 * @throws IOException if the profile cannot be written
	 * @throws ProfilingException if the recording is lost
	 */
	@Override
	public void close() throws IOException {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try (this.recording) {
			if (this.target != null) {
				this.target.write(stop());
			}
		}
	}

	/**
	 * Where a profile goes.
	 */
	@FunctionalInterface
	interface Target {

		void write(Profile profile) throws IOException;

	}

}
