package dev.pprof4j;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * How heap and allocations are sampled. A value outside its limits is an
 * {@link IllegalArgumentException}.
 *
 * @param enabled whether they are sampled
 * @param intervalBytes the mean number of bytes allocated between two samples, positive
 * @param maxStacks the maximum number of distinct stacks, 100 to 1,000,000; all others
 * are summed as one
 * @param library an installed {@code libpprof4j.so}, or {@code null} for the bundled one
 * @param maxHistogramBytes the largest heap whose objects are counted when there is no
 * heap sampler; counting them pauses the application
 */
public record HeapOptions(boolean enabled, int intervalBytes, int maxStacks, @Nullable Path library,
		long maxHistogramBytes) {

	/** The same as Go's {@code runtime.MemProfileRate}. */
	public static final int DEFAULT_INTERVAL_BYTES = 512 * 1024;

	/** The default maximum number of distinct stacks. */
	public static final int DEFAULT_MAX_STACKS = Options.DEFAULT_MAX_STACKS;

	/** A heap of this size is counted in about a second. */
	public static final long DEFAULT_MAX_HISTOGRAM_BYTES = 2L * 1024 * 1024 * 1024;

	public HeapOptions {
		Options.require(intervalBytes > 0, "intervalBytes must be positive", intervalBytes);
		Options.require(maxHistogramBytes >= 0, "maxHistogramBytes must not be negative", maxHistogramBytes);
		Options.requireStacks(maxStacks);
	}

	/**
	 * Returns the options for a program that sets none.
	 * @return one sample per 512 KiB, 16,000 stacks
	 */
	public static HeapOptions defaults() {
		return new HeapOptions(true, DEFAULT_INTERVAL_BYTES, DEFAULT_MAX_STACKS, null, DEFAULT_MAX_HISTOGRAM_BYTES);
	}

}
