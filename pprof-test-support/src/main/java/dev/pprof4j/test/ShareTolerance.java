package dev.pprof4j.test;

import org.assertj.core.data.Offset;

/**
 * How far a share that was sampled may be from the true one.
 */
public final class ShareTolerance {

	private ShareTolerance() {
	}

	/**
	 * Four standard errors, and what rounds of work at the ends make out.
	 * @param samples how many samples there are, or as how many they are as exact
	 * @return the distance that is allowed
	 */
	public static Offset<Double> of(long samples) {
		return Offset.offset(4 * Math.sqrt(0.25 / samples) + 0.01);
	}

}
