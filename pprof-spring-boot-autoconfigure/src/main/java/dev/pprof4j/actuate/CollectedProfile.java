package dev.pprof4j.actuate;

import java.time.Duration;

/**
 * What has become of a request for a profile.
 *
 * @param user who has asked, empty if nobody has signed in
 * @param profile the path of the profile
 * @param source where it came from, in a word
 * @param outcome whether there was one
 * @param window how long was recorded, zero if it was no window
 * @param took from the request until the answer could be sent
 * @param cpuTime what the thread of the request has used, zero if that is not known, as
 * for virtual threads
 * @param bytes the size of the answer
 * @param lostSamples samples that were taken and of which nothing is known
 */
public record CollectedProfile(String user, String profile, String source, Outcome outcome, Duration window,
		Duration took, Duration cpuTime, long bytes, long lostSamples) {

	/**
	 * Whether there was a profile.
	 */
	public enum Outcome {

		/** There was. */
		SUCCESS,

		/** What was asked for makes no sense. */
		BAD_REQUEST,

		/** Whoever has asked is not let in. */
		FORBIDDEN,

		/** As many wait as may. */
		BUSY,

		/** Something else in the JVM uses what it needs. */
		CONFLICT,

		/** It is not available here, or the application stops. */
		UNAVAILABLE,

		/** It should have worked. */
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
