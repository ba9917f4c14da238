package dev.pprof4j;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How CPU time and wall-clock time are sampled.
 *
 * @param engine what samples CPU time
 * @param cpuFrequency samples per second of CPU time, from 1 to 1000
 * @param wallInterval the time between two samples of a thread in wall-clock profiles,
 * from 1 ms to 10 s
 * @param library an installed {@code libasyncProfiler.so}, or {@code null} for the one
 * that comes with the product
 * @param virtualThreads whether virtual threads are known to do the work, even while none
 * is there
 * @param continuous whether the past is kept
 */
public record SamplingOptions(CpuEngine engine, int cpuFrequency, Duration wallInterval, @Nullable Path library,
		boolean virtualThreads, Continuous continuous) {

	/**
	 * 99, not 100: work that repeats every 10 ms would fall into step with a sampler of
	 * 10 ms and be counted wrong.
	 */
	public static final int DEFAULT_CPU_FREQUENCY = 99;

	/** Of milliseconds, a prime number: little falls into step with it. */
	public static final Duration DEFAULT_WALL_INTERVAL = Duration.ofMillis(47);

	private static final int MAX_CPU_FREQUENCY = 1000;

	private static final Duration MIN_WALL_INTERVAL = Duration.ofMillis(1);

	private static final Duration MAX_WALL_INTERVAL = Duration.ofSeconds(10);

	public SamplingOptions {
		Options.require(cpuFrequency > 0 && cpuFrequency <= MAX_CPU_FREQUENCY, "cpuFrequency must be from 1 to 1000",
				cpuFrequency);
		Options.require(
				wallInterval.compareTo(MIN_WALL_INTERVAL) >= 0 && wallInterval.compareTo(MAX_WALL_INTERVAL) <= 0,
				"wallInterval must be from 1 ms to 10 s", wallInterval);
	}

	/**
	 * Options for a program that sets none.
	 * @return the best engine for this JVM, 99 samples per CPU-second, and one of each
	 * thread every 47 ms
	 */
	public static SamplingOptions defaults() {
		return new SamplingOptions(CpuEngine.AUTO, DEFAULT_CPU_FREQUENCY, DEFAULT_WALL_INTERVAL, null, false,
				Continuous.OFF);
	}

	/**
	 * The same with another engine.
	 * @param other what samples CPU time
	 * @return new options
	 */
	public SamplingOptions withEngine(CpuEngine other) {
		return new SamplingOptions(other, this.cpuFrequency, this.wallInterval, this.library, this.virtualThreads,
				this.continuous);
	}

	/**
	 * The same with another frequency.
	 * @param frequency samples per second of CPU time, from 1 to 1000
	 * @return new options
	 */
	public SamplingOptions withCpuFrequency(int frequency) {
		return new SamplingOptions(this.engine, frequency, this.wallInterval, this.library, this.virtualThreads,
				this.continuous);
	}

	/**
	 * The same with or without the past.
	 * @param other whether it is kept, and how
	 * @return new options
	 */
	public SamplingOptions withContinuous(Continuous other) {
		return new SamplingOptions(this.engine, this.cpuFrequency, this.wallInterval, this.library, this.virtualThreads,
				other);
	}

	/**
	 * The CPU time between two samples of a thread.
	 * @return the interval
	 */
	Duration cpuInterval() {
		return Duration.ofSeconds(1).dividedBy(this.cpuFrequency);
	}

	/**
	 * How the past of CPU time is kept.
	 *
	 * @param enabled whether it is
	 * @param frequency samples per second of CPU time, from 1 to 1000
	 * @param retention how long, at least a second
	 * @param maxBytes how much of the disk the past may take, which shortens it
	 */
	public record Continuous(boolean enabled, int frequency, Duration retention, long maxBytes) {

		/** Few enough to be left on, a prime number as the other one. */
		public static final int DEFAULT_FREQUENCY = 19;

		/** It is not kept. */
		public static final Continuous OFF = new Continuous(false, DEFAULT_FREQUENCY, Duration.ofMinutes(10),
				64L * 1024 * 1024);

		public Continuous {
			Options.require(frequency > 0 && frequency <= MAX_CPU_FREQUENCY,
					"continuous.frequency must be from 1 to 1000", frequency);
			Options.require(retention.toSeconds() > 0, "continuous.retention must be at least 1 s", retention);
			Options.require(maxBytes > 0, "continuous.maxBytes must be positive", maxBytes);
		}

		/**
		 * The CPU time between two samples of a thread.
		 * @return the interval
		 */
		Duration interval() {
			return Duration.ofSeconds(1).dividedBy(this.frequency);
		}

	}

}
