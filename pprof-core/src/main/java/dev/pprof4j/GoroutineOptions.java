package dev.pprof4j;

/**
 * How threads are looked at. What is beyond its limits is an
 * {@link IllegalArgumentException}.
 *
 * @param maxThreads how many are, for one profile; others are only counted
 * @param maxStacks how many stacks with different labels are told apart, 100 to
 * 1,000,000; others are summed in one
 */
public record GoroutineOptions(int maxThreads, int maxStacks) {

	/** Looked at in some seconds, which a client waits for. */
	private static final int DEFAULT_MAX_THREADS = 1_000_000;

	public GoroutineOptions {
		Options.require(maxThreads >= 1, "maxThreads must be positive", maxThreads);
		Options.requireStacks(maxStacks);
	}

	/**
	 * Options for a program that sets none.
	 * @return a million threads, 16,000 stacks
	 */
	public static GoroutineOptions defaults() {
		return new GoroutineOptions(DEFAULT_MAX_THREADS, Options.DEFAULT_MAX_STACKS);
	}

}
