package dev.pprof4j;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Profiler} may do, and with what.
 *
 * @param maxDuration the longest window
 * @param maxConcurrent how many windows may be waited for at the same time
 * @param tempDir where the profiler makes a private directory for recordings
 * @param cpuFrequency samples per second of CPU time, from 1 to 1000
 * @param asyncProfilerLibrary an installed {@code libasyncProfiler.so}, or {@code null}
 * for the one that comes with the product
 * @param classLoader the class loader of the application, asked for source file names
 * @param heap how heap and allocations are sampled
 * @param events what is told by JDK Flight Recorder
 * @param goroutine how threads are looked at
 */
public record ProfilerOptions(Duration maxDuration, int maxConcurrent, Path tempDir, int cpuFrequency,
		@Nullable Path asyncProfilerLibrary, ClassLoader classLoader, HeapOptions heap, EventOptions events,
		GoroutineOptions goroutine) {

	/**
	 * 99, not 100: work that repeats every 10 ms would fall into step with a sampler of
	 * 10 ms and be counted wrong.
	 */
	public static final int DEFAULT_CPU_FREQUENCY = 99;

	private static final int MAX_CPU_FREQUENCY = 1000;

	public ProfilerOptions {
		require(!maxDuration.isNegative() && !maxDuration.isZero(), "maxDuration must be positive");
		require(maxConcurrent > 0, "maxConcurrent must be positive");
		require(cpuFrequency > 0 && cpuFrequency <= MAX_CPU_FREQUENCY, "cpuFrequency must be from 1 to 1000");
	}

	/**
	 * Options for a program that sets none.
	 * @return windows of at most 5 minutes, 8 at a time, 99 samples per CPU-second, the
	 * temporary directory of the JVM, the heap sampled as Go does, waits of 1 ms and more
	 */
	public static ProfilerOptions defaults() {
		return new ProfilerOptions(Duration.ofMinutes(5), 8, Path.of(System.getProperty("java.io.tmpdir")),
				DEFAULT_CPU_FREQUENCY, null, ClassLoader.getSystemClassLoader(), HeapOptions.defaults(),
				EventOptions.defaults(), GoroutineOptions.defaults());
	}

	private static void require(boolean holds, String message) {
		if (!holds) {
			throw new IllegalArgumentException(message);
		}
	}

}
