package dev.pprof4j.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Properties {@code pprof.*}. Values that make no sense end the start of the application
 * with a sentence that names the property.
 *
 * @param enabled Whether profiles can be taken at all.
 * @param managementPort What to do when the management server shares the port of the
 * application.
 * @param defaultDuration Length of a window when a request names none.
 * @param maxDuration Longest window that a request may ask for.
 * @param maxConcurrent Number of requests that may wait for a window at the same time.
 * @param tempDir Directory below which recordings are written to a private one; the JVM's
 * temporary directory if not set. It must allow execution unless 'pprof.cpu.library' and
 * 'pprof.heap.library' are set.
 * @param security who may take profiles
 * @param cpu the CPU profile
 * @param heap the profiles of heap and allocations
 */
@ConfigurationProperties("pprof")
public record PprofProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("required") ManagementPortPolicy managementPort, @DefaultValue("30s") Duration defaultDuration,
		@DefaultValue("5m") Duration maxDuration, @DefaultValue("8") int maxConcurrent, @Nullable Path tempDir,
		@DefaultValue Security security, @DefaultValue Cpu cpu, @DefaultValue Heap heap) {

	private static final Duration LONGEST = Duration.ofDays(1);

	public PprofProperties {
		check(isWholeSeconds(maxDuration) && maxDuration.compareTo(LONGEST) <= 0,
				() -> "pprof.max-duration=" + maxDuration + " must be a whole number of seconds, from 1s to 1d");
		check(isWholeSeconds(defaultDuration) && defaultDuration.compareTo(maxDuration) <= 0,
				() -> "pprof.default-duration=" + defaultDuration
						+ " must be a whole number of seconds, from 1s to pprof.max-duration=" + maxDuration);
		check(maxConcurrent > 0 && maxConcurrent <= 100,
				() -> "pprof.max-concurrent=" + maxConcurrent + " must be from 1 to 100");
	}

	Path tempDirOrDefault() {
		return (this.tempDir != null) ? this.tempDir : Path.of(System.getProperty("java.io.tmpdir"));
	}

	private static boolean isWholeSeconds(Duration duration) {
		return duration.toSeconds() > 0 && duration.equals(Duration.ofSeconds(duration.toSeconds()));
	}

	private static void check(boolean holds, Supplier<String> sentence) {
		if (!holds) {
			throw new IllegalArgumentException(sentence.get());
		}
	}

	/**
	 * Who may take profiles.
	 *
	 * @param enabled Whether a role is needed. If not, whoever reaches the management
	 * port takes profiles.
	 * @param roles Comma-separated list of roles, with or without the prefix 'ROLE_', one
	 * of which is needed.
	 */
	public record Security(@DefaultValue("true") boolean enabled, @DefaultValue("ADMIN") Set<String> roles) {

		public Security {
			check(!enabled || (!roles.isEmpty() && roles.stream().noneMatch(String::isBlank)),
					() -> "pprof.security.roles=" + roles + " must name at least one role, and no empty one");
		}

	}

	/**
	 * The CPU profile.
	 *
	 * @param frequency Samples per second of CPU time, from 1 to 1000.
	 * @param preload Whether to load async-profiler while the application starts. Inlined
	 * methods can be told apart only in code that was compiled after it was loaded, or
	 * while the heap is sampled.
	 * @param library An installed libasyncProfiler.so, for machines where nothing can be
	 * executed from the temporary directory.
	 */
	public record Cpu(@DefaultValue("99") int frequency, @DefaultValue("auto") PreloadPolicy preload,
			@Nullable Path library) {

		public Cpu {
			check(frequency > 0 && frequency <= 1000,
					() -> "pprof.cpu.frequency=" + frequency + " must be from 1 to 1000");
		}

	}

	/**
	 * The profiles of heap and allocations.
	 *
	 * @param enabled Whether to sample allocations, from the start of the application on.
	 * If not set, they are sampled where the endpoint can be reached.
	 * @param samplingInterval Mean number of bytes allocated between two samples. What is
	 * set first in a JVM holds.
	 * @param maxStacks Number of stacks that are told apart; what comes later is summed
	 * in one frame. What is set first in a JVM holds.
	 * @param library An installed libpprof4j.so, for machines where nothing can be
	 * executed from the temporary directory.
	 * @param histogramMaxHeap Largest used heap whose objects are counted where there is
	 * no native sampler; counting stops the application, for about half a second per GB.
	 */
	public record Heap(@Nullable Boolean enabled, @DefaultValue("512KB") DataSize samplingInterval,
			@DefaultValue("16000") int maxStacks, @Nullable Path library,
			@DefaultValue("2GB") DataSize histogramMaxHeap) {

		private static final DataSize SMALLEST = DataSize.ofKilobytes(1);

		private static final DataSize LARGEST = DataSize.ofGigabytes(1);

		public Heap {
			check(samplingInterval.compareTo(SMALLEST) >= 0 && samplingInterval.compareTo(LARGEST) <= 0,
					() -> "pprof.heap.sampling-interval=" + samplingInterval + " must be from 1KB to 1GB");
			check(maxStacks >= 100 && maxStacks <= 1_000_000,
					() -> "pprof.heap.max-stacks=" + maxStacks + " must be from 100 to 1000000");
		}

		boolean enabledOr(boolean reachable) {
			return (this.enabled != null) ? this.enabled : reachable;
		}

		int intervalBytes() {
			return Math.toIntExact(this.samplingInterval.toBytes());
		}

	}

}
