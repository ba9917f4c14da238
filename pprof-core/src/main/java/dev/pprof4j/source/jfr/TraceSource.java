package dev.pprof4j.source.jfr;

import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SourceState;

/**
 * Makes whole recordings with JDK Flight Recorder, in one of the JDK's configurations.
 * Safe to share between threads; each recording is independent.
 */
public final class TraceSource {

	private final PrivateDirectory directory;

	private final String settings;

	private final long maxBytes;

	/**
	 * Creates a source that has not used Flight Recorder yet.
	 * @param directory where recordings are written
	 * @param settings the name of a configuration of the JDK, {@code default} or
	 * {@code profile}
	 * @param maxBytes the approximate size limit of a recording; beyond it, the oldest
	 * part is dropped
	 */
	public TraceSource(PrivateDirectory directory, String settings, long maxBytes) {
		this.directory = directory;
		this.settings = settings;
		this.maxBytes = maxBytes;
	}

	/**
	 * Returns whether Flight Recorder can be used.
	 * @return the state, with the reason
	 */
	public SourceState state() {
		try {
			RecorderAccess.requireFlightRecorder();
			return SourceState.available("JDK Flight Recorder, settings '" + this.settings + "'");
		}
		catch (ProfilingException.Unavailable ex) {
			return SourceState.unavailable(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Starts a recording.
	 * @return the running recording, for the caller to close
	 * @throws ProfilingException if it cannot be started, with the reason
	 */
	public TraceRecording start() {
		RecorderAccess.requireToStart();
		RecorderSetup.prepare();
		return new TraceRecording(this.directory, this.settings, this.maxBytes);
	}

}
