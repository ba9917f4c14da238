package dev.pprof4j.source.jfr;

import dev.pprof4j.source.ProfilingException;
import jdk.jfr.FlightRecorder;

/**
 * Whether there is a Flight Recorder to begin something with. Safe to share between
 * threads.
 */
final class RecorderAccess {

	/** Of a recording that has ended and was not to. */
	static final String ENDED = "JDK Flight Recorder's recording was stopped by something else in this JVM, by its end,"
			+ " or for want of room";

	private static final String MISSING = "this JVM has no Flight Recorder (module jdk.jfr)";

	private RecorderAccess() {
	}

	/**
	 * Refuses where there is no Flight Recorder in the runtime: costs nothing.
	 * @throws ProfilingException.Unavailable with the reason
	 */
	static void requireModule() {
		if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
			throw new ProfilingException.Unavailable(MISSING);
		}
	}

	/**
	 * Refuses where there is no Flight Recorder, it is switched off, has ended, or has no
	 * room: takes some milliseconds the first time.
	 * @throws ProfilingException.Unavailable with the reason
	 */
	static void requireFlightRecorder() {
		requireModule();
		if (isTooLate()) {
			throw new ProfilingException.Unavailable("JDK Flight Recorder has ended, as the JVM does");
		}
		if (!FlightRecorder.isAvailable()) {
			throw new ProfilingException.Unavailable(MISSING);
		}
		RecorderRoom.require();
	}

	/**
	 * Whether the JVM ends: Flight Recorder has ended before, and whoever begins
	 * something then waits for it in vain.
	 */
	static boolean isTooLate() {
		try {
			Runtime.getRuntime().removeShutdownHook(new Thread());
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

}
