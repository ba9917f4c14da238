package dev.pprof4j;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a {@link Profiler} may do.
 *
 * @param maxDuration the longest window
 * @param maxConcurrent how many callers may wait for windows at the same time
 * @param tempDir where the profiler creates a private directory for recordings
 * @param classLoader the class loader of the application, whose class files give the
 * names of source files
 * @param sampling how CPU time and wall-clock time are sampled
 * @param heap how heap and allocations are sampled
 * @param events what is counted and recorded with JDK Flight Recorder
 * @param goroutine how threads are inspected
 */
public record ProfilerOptions(Duration maxDuration, int maxConcurrent, Path tempDir, ClassLoader classLoader,
		SamplingOptions sampling, HeapOptions heap, EventOptions events, GoroutineOptions goroutine) {

	public ProfilerOptions {
		Options.require(!maxDuration.isNegative() && !maxDuration.isZero(), "maxDuration must be positive",
				maxDuration);
		Options.require(maxConcurrent > 0, "maxConcurrent must be positive", maxConcurrent);
	}

	/**
	 * Returns the options for a program that sets none.
	 * @return windows of at most 5 minutes, 8 at a time, the temporary directory of the
	 * JVM, and the defaults for everything else
	 */
	public static ProfilerOptions defaults() {
		return new ProfilerOptions(Duration.ofMinutes(5), 8, Path.of(System.getProperty("java.io.tmpdir")),
				ClassLoader.getSystemClassLoader(), SamplingOptions.defaults(), HeapOptions.defaults(),
				EventOptions.defaults(), GoroutineOptions.defaults());
	}

	/**
	 * Returns these options with another directory.
	 * @param directory where the profiler creates a private directory for recordings
	 * @return new options
	 */
	public ProfilerOptions withTempDir(Path directory) {
		return new ProfilerOptions(this.maxDuration, this.maxConcurrent, directory, this.classLoader, this.sampling,
				this.heap, this.events, this.goroutine);
	}

	/**
	 * Returns these options with other sampling of CPU time and wall-clock time.
	 * @param other how they are sampled
	 * @return new options
	 */
	public ProfilerOptions withSampling(SamplingOptions other) {
		return new ProfilerOptions(this.maxDuration, this.maxConcurrent, this.tempDir, this.classLoader, other,
				this.heap, this.events, this.goroutine);
	}

	/**
	 * Returns these options with other sampling of heap and allocations.
	 * @param other how they are sampled
	 * @return new options
	 */
	public ProfilerOptions withHeap(HeapOptions other) {
		return new ProfilerOptions(this.maxDuration, this.maxConcurrent, this.tempDir, this.classLoader, this.sampling,
				other, this.events, this.goroutine);
	}

	/**
	 * Returns these options with other events.
	 * @param other what is counted and recorded with JDK Flight Recorder
	 * @return new options
	 */
	public ProfilerOptions withEvents(EventOptions other) {
		return new ProfilerOptions(this.maxDuration, this.maxConcurrent, this.tempDir, this.classLoader, this.sampling,
				this.heap, other, this.goroutine);
	}

}
