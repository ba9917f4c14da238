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
 * @param library an installed {@code libasyncProfiler.so}, or {@code null} for the
 * bundled one
 * @param virtualThreads whether the application is known to work on virtual threads, even
 * while none exists
 * @param continuous whether and how past CPU time is kept
 */
public record SamplingOptions(CpuEngine engine, int cpuFrequency, Duration wallInterval, @Nullable Path library,
		boolean virtualThreads, Continuous continuous) {

	/**
	 * 99, not 100: work that repeats every 10 ms would run in step with a sampler that
	 * samples every 10 ms, and be counted wrong.
	 */
	public static final int DEFAULT_CPU_FREQUENCY = 99;

	/** A prime number of milliseconds, so that little runs in step with it. */
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
	 * Returns the options for a program that sets none.
	 * @return the best engine for this JVM, 99 samples per CPU-second, and a wall-clock
	 * sample of each thread every 47 ms
	 */
	public static SamplingOptions defaults() {
		return new SamplingOptions(CpuEngine.AUTO, DEFAULT_CPU_FREQUENCY, DEFAULT_WALL_INTERVAL, null, false,
				Continuous.OFF);
	}

	/**
	 * Returns these options with another engine.
	 * @param other what samples CPU time
	 * @return new options
	 */
	public SamplingOptions withEngine(CpuEngine other) {
		return new SamplingOptions(other, this.cpuFrequency, this.wallInterval, this.library, this.virtualThreads,
				this.continuous);
	}

	/**
	 * Returns these options with another frequency.
	 * @param frequency samples per second of CPU time, from 1 to 1000
	 * @return new options
	 */
	public SamplingOptions withCpuFrequency(int frequency) {
		return new SamplingOptions(this.engine, frequency, this.wallInterval, this.library, this.virtualThreads,
				this.continuous);
	}

	/**
	 * Returns these options with other settings for past CPU time.
	 * @param other whether and how it is kept
	 * @return new options
	 */
	public SamplingOptions withContinuous(Continuous other) {
		return new SamplingOptions(this.engine, this.cpuFrequency, this.wallInterval, this.library, this.virtualThreads,
				other);
	}

	/**
	 * Returns the CPU time between two samples of a thread.
	 * @return the interval
	 */
	Duration cpuInterval() {
		return Duration.ofSeconds(1).dividedBy(this.cpuFrequency);
	}

	/**
	 * Whether and how past CPU time is kept by continuous recording.
	 *
	 * @param enabled whether it is kept
	 * @param frequency samples per second of CPU time, from 1 to 1000
	 * @param retention how long it is kept, at least a second
	 * @param maxBytes how much disk space it may take; reaching the limit shortens the
	 * retention
	 */
	public record Continuous(boolean enabled, int frequency, Duration retention, long maxBytes) {

		/**
		 * Low enough to be left on, and a prime number, for the same reason as
		 * {@link SamplingOptions#DEFAULT_WALL_INTERVAL}.
		 */
		public static final int DEFAULT_FREQUENCY = 19;

		/** Past CPU time is not kept. */
		public static final Continuous OFF = new Continuous(false, DEFAULT_FREQUENCY, Duration.ofMinutes(10),
				64L * 1024 * 1024);

		public Continuous {
			Options.require(frequency > 0 && frequency <= MAX_CPU_FREQUENCY,
					"continuous.frequency must be from 1 to 1000", frequency);
			Options.require(retention.toSeconds() > 0, "continuous.retention must be at least 1 s", retention);
			Options.require(maxBytes > 0, "continuous.maxBytes must be positive", maxBytes);
		}

		/**
		 * Returns the CPU time between two samples of a thread.
		 * @return the interval
		 */
		Duration interval() {
			return Duration.ofSeconds(1).dividedBy(this.frequency);
		}

	}

}
