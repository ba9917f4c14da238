package dev.pprof4j;

/**
 * What the options have in common.
 */
final class Options {

	/** A scraper such as Pyroscope takes this many samples. */
	static final int DEFAULT_MAX_STACKS = 16_000;

	private static final int MOST_STACKS = 1_000_000;

	private Options() {
	}

	static void require(boolean holds, String rule, Object value) {
		if (!holds) {
			throw new IllegalArgumentException(rule + ", but is " + value);
		}
	}

	static void requireStacks(int maxStacks) {
		require(maxStacks >= 100 && maxStacks <= MOST_STACKS, "maxStacks must be from 100 to " + MOST_STACKS,
				maxStacks);
	}

}
