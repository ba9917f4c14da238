package dev.pprof4j.test;

import org.assertj.core.data.Offset;

/**
 * How far a sampled share may be from the true one.
 */
public final class ShareTolerance {

	private ShareTolerance() {
	}

	/**
	 * Allows four standard errors, plus the effect of rounds of work that are cut at the
	 * ends.
	 * @param samples the number of samples, or the number to which they are equivalent in
	 * accuracy
	 * @return the distance allowed
	 */
	public static Offset<Double> of(long samples) {
		return Offset.offset(4 * Math.sqrt(0.25 / samples) + 0.01);
	}

}
