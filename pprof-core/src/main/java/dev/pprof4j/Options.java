package dev.pprof4j;

/**
 * Limits and checks that the options share.
 */
final class Options {

	/** As many samples as a scraper such as Pyroscope accepts. */
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
