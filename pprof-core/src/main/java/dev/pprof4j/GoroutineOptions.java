package dev.pprof4j;

/**
 * How threads are inspected. A value outside its limits is an
 * {@link IllegalArgumentException}.
 *
 * @param maxThreads how many threads are inspected for one profile; the others are only
 * counted
 * @param maxStacks the maximum number of distinct combinations of stack and labels, 100
 * to 1,000,000; all others are summed as one
 */
public record GoroutineOptions(int maxThreads, int maxStacks) {

	/** Inspecting that many takes a few seconds, which a client is willing to wait. */
	private static final int DEFAULT_MAX_THREADS = 1_000_000;

	public GoroutineOptions {
		Options.require(maxThreads >= 1, "maxThreads must be positive", maxThreads);
		Options.requireStacks(maxStacks);
	}

	/**
	 * Returns the options for a program that sets none.
	 * @return a million threads, 16,000 stacks
	 */
	public static GoroutineOptions defaults() {
		return new GoroutineOptions(DEFAULT_MAX_THREADS, Options.DEFAULT_MAX_STACKS);
	}

}
