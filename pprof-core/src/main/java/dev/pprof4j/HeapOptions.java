package dev.pprof4j;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * How heap and allocations are sampled. What is beyond its limits is an
 * {@link IllegalArgumentException}.
 *
 * @param enabled whether they are
 * @param intervalBytes the mean distance of two samples in allocated bytes, positive
 * @param maxStacks how many stacks are told apart, 100 to 1,000,000; all others are
 * summed in one
 * @param library an installed {@code libpprof4j.so}, or {@code null} for the one that
 * comes with the product
 * @param maxHistogramBytes the largest heap whose objects are counted where there is no
 * sampler, which stops the application
 */
public record HeapOptions(boolean enabled, int intervalBytes, int maxStacks, @Nullable Path library,
		long maxHistogramBytes) {

	/** As Go's {@code runtime.MemProfileRate}. */
	public static final int DEFAULT_INTERVAL_BYTES = 512 * 1024;

	/** How many stacks are told apart where nothing else is said. */
	public static final int DEFAULT_MAX_STACKS = Options.DEFAULT_MAX_STACKS;

	/** Counted in about a second. */
	public static final long DEFAULT_MAX_HISTOGRAM_BYTES = 2L * 1024 * 1024 * 1024;

	public HeapOptions {
		Options.require(intervalBytes > 0, "intervalBytes must be positive", intervalBytes);
		Options.require(maxHistogramBytes >= 0, "maxHistogramBytes must not be negative", maxHistogramBytes);
		Options.requireStacks(maxStacks);
	}

	/**
	 * Options for a program that sets none.
	 * @return one sample in 512 KiB, 16,000 stacks
	 */
	public static HeapOptions defaults() {
		return new HeapOptions(true, DEFAULT_INTERVAL_BYTES, DEFAULT_MAX_STACKS, null, DEFAULT_MAX_HISTOGRAM_BYTES);
	}

}
