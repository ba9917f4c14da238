package dev.pprof4j.actuate;

import java.time.Duration;

/**
 * The result of a request for a profile.
 *
 * @param user the user who asked, empty if no one has signed in
 * @param profile the path of the profile
 * @param source where it came from, in one word
 * @param outcome whether there was a profile
 * @param window the duration of the recording, zero if it was not a window
 * @param took the time from the request until the answer could be sent
 * @param cpuTime the CPU time of the thread of the request, zero if unknown, as for
 * virtual threads
 * @param bytes the size of the answer
 * @param lostSamples the number of samples that were taken but whose content is unknown
 */
public record CollectedProfile(String user, String profile, String source, Outcome outcome, Duration window,
		Duration took, Duration cpuTime, long bytes, long lostSamples) {

	/**
	 * Whether there was a profile.
	 */
	public enum Outcome {

		/** There was a profile. */
		SUCCESS,

		/** The request was invalid. */
		BAD_REQUEST,

		/** The client was refused access. */
		FORBIDDEN,

		/** The maximum number of requests was already waiting. */
		BUSY,

		/** Something else in the JVM uses what the profile needs. */
		CONFLICT,

		/** The profile is not available here, or the application is stopping. */
		UNAVAILABLE,

		/** An unexpected failure. */
		FAILED;

		static Outcome of(int status) {
			return switch (status) {
				case 200 -> SUCCESS;
				case 409 -> CONFLICT;
				case 429 -> BUSY;
				case 500 -> FAILED;
				case 503 -> UNAVAILABLE;
				default -> BAD_REQUEST;
			};
		}

	}

}
