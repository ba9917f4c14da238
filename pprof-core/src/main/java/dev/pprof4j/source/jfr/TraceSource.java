package dev.pprof4j.source.jfr;

import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SourceState;

/**
 * Records everything that JDK Flight Recorder tells, by one of the JDK's settings. Safe
 * to share between threads; each recording is on its own.
 */
public final class TraceSource {

	private final PrivateDirectory directory;

	private final String settings;

	private final long maxBytes;

	/**
	 * A source that has not touched Flight Recorder yet.
	 * @param directory where recordings are written
	 * @param settings the name of a configuration of the JDK's, {@code default} or
	 * {@code profile}
	 * @param maxBytes about how large a recording may get: its oldest part is dropped
	 */
	public TraceSource(PrivateDirectory directory, String settings, long maxBytes) {
		this.directory = directory;
		this.settings = settings;
		this.maxBytes = maxBytes;
	}

	/**
	 * Whether there is a Flight Recorder.
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
		RecorderAccess.requireFlightRecorder();
		RecorderSetup.prepare();
		return new TraceRecording(this.directory, this.settings, this.maxBytes);
	}

}
