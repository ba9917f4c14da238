package dev.pprof4j.source.jfr;

import dev.pprof4j.source.ProfilingException;
import jdk.jfr.FlightRecorder;

/**
 * Checks whether Flight Recorder is available to start something with. Safe to share
 * between threads.
 */
final class RecorderAccess {

	/** For a recording that has ended unexpectedly. */
	static final String ENDED = "JDK Flight Recorder's recording was stopped by something else in this JVM, by the end"
			+ " of the JVM, or for lack of room";

	private static final String MISSING = "this JVM has no Flight Recorder (module jdk.jfr)";

	private RecorderAccess() {
	}

	/**
	 * Fails if the runtime has no Flight Recorder. Costs nothing.
	 * @throws ProfilingException.Unavailable with the reason
	 */
	static void requireModule() {
		if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()) {
			throw new ProfilingException.Unavailable(MISSING);
		}
	}

	/**
	 * Fails if there is no Flight Recorder, or it is switched off, has ended, or has no
	 * room. Takes some milliseconds the first time.
	 * @throws ProfilingException.Unavailable with the reason
	 */
	static void requireFlightRecorder() {
		requireModule();
		if (isTooLate()) {
			throw new ProfilingException.Unavailable("JDK Flight Recorder has ended because the JVM is ending");
		}
		if (!FlightRecorder.isAvailable()) {
			throw new ProfilingException.Unavailable(MISSING);
		}
		RecorderRoom.require();
	}

	/**
	 * The same, before something is started: also fails if Flight Recorder could not
	 * write a file.
	 * @throws ProfilingException.Unavailable with the reason
	 */
	static void requireToStart() {
		requireFlightRecorder();
		RecorderRoom.requireToStart();
	}

	/**
	 * Whether the JVM is shutting down: Flight Recorder has then ended already, and
	 * anything started now would be waited for in vain.
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
