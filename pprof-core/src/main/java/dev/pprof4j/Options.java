package dev.pprof4j;

/**
 * What the options have in common.
 */
final class Options {

	private Options() {
	}

	static void require(boolean holds, String message) {
		if (!holds) {
			throw new IllegalArgumentException(message);
		}
	}

}
