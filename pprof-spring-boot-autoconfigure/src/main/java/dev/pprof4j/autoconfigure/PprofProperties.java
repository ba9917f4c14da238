package dev.pprof4j.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

import dev.pprof4j.CpuEngine;
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
 * @param defaultDuration Length of a window when a request names none: whole seconds,
 * from 1s to 'pprof.max-duration'. 30s becomes 'pprof.max-duration' where that is
 * shorter.
 * @param maxDuration Longest window that a request may ask for: whole seconds, from 1s to
 * 1d.
 * @param maxConcurrent Number of requests that may wait for a window at the same time,
 * from 1 to 100.
 * @param maxProfileSamples Most samples of a profile, at least 100; the smallest of one
 * that has more are summed in one frame.
 * @param maxProfileSize Largest profile before it is compressed, at least 100KB; the
 * smallest samples of a larger one are summed in one frame.
 * @param tempDir Directory in which a private one is made for recordings; the temporary
 * directory of the JVM if not set. It must allow execution unless 'pprof.cpu.library' and
 * 'pprof.heap.library' are set.
 * @param security who may take profiles
 * @param cpu the CPU profile
 * @param wall the wall-clock profile
 * @param heap the profiles of heap and allocations
 * @param block the profile of waits
 * @param mutex the profile of waits for locks
 * @param threadcreate the profile of started threads
 * @param goroutine the profile of all threads
 * @param trace recordings of JDK Flight Recorder
 * @param cmdline the command line of the process
 * @param ui the pages for a browser
 * @param labels the labels of what the application does
 */
@ConfigurationProperties("pprof")
public record PprofProperties(@DefaultValue("true") boolean enabled,
		@DefaultValue("required") ManagementPortPolicy managementPort, @DefaultValue("30s") Duration defaultDuration,
		@DefaultValue("5m") Duration maxDuration, @DefaultValue("8") int maxConcurrent,
		@DefaultValue("16000") int maxProfileSamples, @DefaultValue("4MB") DataSize maxProfileSize,
		@Nullable Path tempDir, @DefaultValue Security security, @DefaultValue Cpu cpu, @DefaultValue Wall wall,
		@DefaultValue Heap heap, @DefaultValue Block block, @DefaultValue Mutex mutex,
		@DefaultValue Threadcreate threadcreate, @DefaultValue Goroutine goroutine, @DefaultValue Trace trace,
		@DefaultValue Cmdline cmdline, @DefaultValue Ui ui, @DefaultValue Labels labels) {

	private static final Duration LONGEST = Duration.ofDays(1);

	/** As in Go, if nothing is set. */
	private static final Duration USUAL = Duration.ofSeconds(30);

	private static final int FEWEST_SAMPLES = 100;

	private static final DataSize SMALLEST_PROFILE = DataSize.ofKilobytes(100);

	public PprofProperties {
		check(isWholeSeconds(maxDuration) && maxDuration.compareTo(LONGEST) <= 0,
				() -> "pprof.max-duration=" + text(maxDuration) + " must be a whole number of seconds, from 1s to 1d");
		Duration usual = defaultDuration.equals(USUAL) && maxDuration.compareTo(USUAL) < 0 ? maxDuration
				: defaultDuration;
		check(isWholeSeconds(usual) && usual.compareTo(maxDuration) <= 0, () -> "pprof.default-duration=" + text(usual)
				+ " must be a whole number of seconds, from 1s to pprof.max-duration=" + text(maxDuration));
		defaultDuration = usual;
		check(maxConcurrent > 0 && maxConcurrent <= 100,
				() -> "pprof.max-concurrent=" + maxConcurrent + " must be from 1 to 100");
		check(maxProfileSamples >= FEWEST_SAMPLES,
				() -> "pprof.max-profile-samples=" + maxProfileSamples + " must be at least 100");
		check(maxProfileSize.compareTo(SMALLEST_PROFILE) >= 0,
				() -> "pprof.max-profile-size=" + maxProfileSize + " must be at least 100KB");
	}

	Path tempDirOrDefault() {
		return tempDirOrDefault(this.tempDir);
	}

	static Path tempDirOrDefault(@Nullable Path tempDir) {
		return (tempDir != null) ? tempDir : Path.of(System.getProperty("java.io.tmpdir"));
	}

	/** As people write it in a configuration file. */
	private static String text(Duration duration) {
		if (duration.toNanosPart() == 0) {
			return duration.toSeconds() + "s";
		}
		return (duration.toNanosPart() % 1_000_000 == 0) ? duration.toMillis() + "ms" : duration.toString();
	}

	private static boolean isWholeSeconds(Duration duration) {
		return duration.toSeconds() > 0 && duration.equals(Duration.ofSeconds(duration.toSeconds()));
	}

	private static void checkWaits(String prefix, Duration threshold, int maxStacks) {
		check(!threshold.isNegative() && threshold.compareTo(Duration.ofHours(1)) <= 0,
				() -> prefix + ".threshold=" + text(threshold) + " must be from 0 to 1h");
		checkStacks(prefix, maxStacks);
	}

	private static void checkStacks(String prefix, int maxStacks) {
		check(maxStacks >= 100 && maxStacks <= 1_000_000,
				() -> prefix + ".max-stacks=" + maxStacks + " must be from 100 to 1000000");
	}

	/** What is not set is wanted where anybody can ask for it. */
	static boolean isWanted(@Nullable Boolean enabled, boolean reachable) {
		return (enabled != null) ? enabled : reachable;
	}

	private static void check(boolean holds, Supplier<String> sentence) {
		if (!holds) {
			throw new IllegalArgumentException(sentence.get());
		}
	}

	/**
	 * Who may take profiles.
	 *
	 * @param enabled Whether a role is needed. If not, the filter chains of the
	 * application alone decide; whoever they let through takes profiles.
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
	 * @param engine What samples CPU time. 'auto' is JDK Flight Recorder where virtual
	 * threads are at work on JDK 25 or later, else async-profiler, or Flight Recorder
	 * where async-profiler cannot be had.
	 * @param frequency Samples per second of CPU time, from 1 to 1000. With more than 100
	 * perf_events are used where the system allows them: frames of the kernel, at a
	 * higher cost.
	 * @param preload Whether to load async-profiler while the application starts. Inlined
	 * methods can be told apart only in code that was compiled after it was loaded, or
	 * while the heap is sampled.
	 * @param library An installed libasyncProfiler.so, for machines where nothing can be
	 * executed from the temporary directory.
	 * @param continuous CPU time of the past
	 */
	public record Cpu(@DefaultValue("auto") CpuEngine engine, @DefaultValue("99") int frequency,
			@DefaultValue("auto") PreloadPolicy preload, @Nullable Path library, @DefaultValue Continuous continuous) {

		public Cpu {
			check(frequency > 0 && frequency <= 1000,
					() -> "pprof.cpu.frequency=" + frequency + " must be from 1 to 1000");
		}

	}

	/**
	 * CPU time of the past.
	 *
	 * @param enabled Whether to sample CPU time always, and to keep the last of it:
	 * 'profile?last=60s' is the past minute.
	 * @param frequency Samples per second of CPU time while nobody asks for more, from 1
	 * to 1000.
	 * @param retention How long samples are kept, from 10s to 1d.
	 * @param maxSize How much of the disk they may take, at least 1MB; the oldest are
	 * dropped first.
	 * @param dumpOnExit Directory in which what is kept is left as a profile when the
	 * application stops; nothing is ever deleted there. If not set, nothing is left.
	 */
	public record Continuous(@DefaultValue("false") boolean enabled, @DefaultValue("19") int frequency,
			@DefaultValue("10m") Duration retention, @DefaultValue("64MB") DataSize maxSize,
			@Nullable Path dumpOnExit) {

		private static final Duration SHORTEST = Duration.ofSeconds(10);

		private static final DataSize SMALLEST = DataSize.ofMegabytes(1);

		public Continuous {
			check(frequency > 0 && frequency <= 1000,
					() -> "pprof.cpu.continuous.frequency=" + frequency + " must be from 1 to 1000");
			check(retention.compareTo(SHORTEST) >= 0 && retention.compareTo(PprofProperties.LONGEST) <= 0,
					() -> "pprof.cpu.continuous.retention=" + text(retention) + " must be from 10s to 1d");
			check(maxSize.compareTo(SMALLEST) >= 0,
					() -> "pprof.cpu.continuous.max-size=" + maxSize + " must be at least 1MB");
		}

	}

	/**
	 * The wall-clock profile.
	 *
	 * @param interval Time between two samples of a thread, from 1ms to 10s.
	 */
	public record Wall(@DefaultValue("47ms") Duration interval) {

		private static final Duration SHORTEST = Duration.ofMillis(1);

		private static final Duration LONGEST = Duration.ofSeconds(10);

		public Wall {
			check(interval.compareTo(SHORTEST) >= 0 && interval.compareTo(LONGEST) <= 0,
					() -> "pprof.wall.interval=" + text(interval) + " must be from 1ms to 10s");
		}

	}

	/**
	 * The profiles of heap and allocations.
	 *
	 * @param enabled Whether to sample allocations, from the start of the application on.
	 * If not set, they are sampled where the endpoint can be reached.
	 * @param samplingInterval Mean number of bytes allocated between two samples, from
	 * 1KB to 1GB. What is set first in a JVM holds.
	 * @param maxStacks Number of stacks that are told apart, from 100 to 1000000; what
	 * comes later is summed in one frame. What is set first in a JVM holds.
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
			checkStacks("pprof.heap", maxStacks);
			check(!histogramMaxHeap.isNegative(),
					() -> "pprof.heap.histogram-max-heap=" + histogramMaxHeap + " must not be negative");
		}

		int intervalBytes() {
			return Math.toIntExact(this.samplingInterval.toBytes());
		}

	}

	/**
	 * The profile of waits.
	 *
	 * @param enabled Whether to count waits. If not set, they are counted where the
	 * endpoint can be reached.
	 * @param threshold Shortest wait that counts, while there are at most a thousand a
	 * second of its type; from 0 to 1h.
	 * @param includeIdle Whether to count the waits of threads that wait for their next
	 * task: pools, timers, housekeepers.
	 * @param maxStacks Number of stacks that are told apart, from 100 to 1000000; what
	 * comes later is summed in one frame.
	 */
	public record Block(@Nullable Boolean enabled, @DefaultValue("10ms") Duration threshold,
			@DefaultValue("false") boolean includeIdle, @DefaultValue("16000") int maxStacks) {

		public Block {
			checkWaits("pprof.block", threshold, maxStacks);
		}

	}

	/**
	 * The profile of waits for locks.
	 *
	 * @param enabled Whether to count waits for locks. If not set, they are counted where
	 * the endpoint can be reached.
	 * @param threshold Shortest wait that counts, while there are at most a thousand a
	 * second of its type; from 0 to 1h.
	 * @param maxStacks Number of stacks that are told apart, from 100 to 1000000; what
	 * comes later is summed in one frame.
	 * @param virtualThreads Whether to count, from JDK 21 on, the waits of virtual
	 * threads for monitors, in 'block' too. They are told by the native agent; with it,
	 * whatever it is loaded for, each switch of a virtual thread costs about 0.1
	 * microseconds more.
	 */
	public record Mutex(@Nullable Boolean enabled, @DefaultValue("10ms") Duration threshold,
			@DefaultValue("16000") int maxStacks, @DefaultValue("true") boolean virtualThreads) {

		public Mutex {
			checkWaits("pprof.mutex", threshold, maxStacks);
		}

	}

	/**
	 * The profile of started threads.
	 *
	 * @param enabled Whether to count started platform threads. If not set, they are
	 * counted where the endpoint can be reached.
	 */
	public record Threadcreate(@Nullable Boolean enabled) {

	}

	/**
	 * The profile of all threads.
	 *
	 * @param maxThreads Number of threads whose stacks are looked at for one profile, at
	 * least 100; the others are counted in one frame.
	 * @param maxStacks Number of stacks that are told apart, from 100 to 1000000; the
	 * others are summed in one frame.
	 */
	public record Goroutine(@DefaultValue("1000000") int maxThreads, @DefaultValue("16000") int maxStacks) {

		public Goroutine {
			check(maxThreads >= 100, () -> "pprof.goroutine.max-threads=" + maxThreads + " must be at least 100");
			checkStacks("pprof.goroutine", maxStacks);
		}

	}

	/**
	 * Recordings of JDK Flight Recorder.
	 *
	 * @param enabled Whether recordings are handed out.
	 * @param settings Which of the JDK's own settings a recording is made with.
	 * @param maxSize Size above which a recording loses its oldest part, at least 1MB.
	 */
	public record Trace(@DefaultValue("true") boolean enabled, @DefaultValue("default") TraceSettings settings,
			@DefaultValue("256MB") DataSize maxSize) {

		private static final DataSize SMALLEST = DataSize.ofMegabytes(1);

		public Trace {
			check(maxSize.compareTo(SMALLEST) >= 0, () -> "pprof.trace.max-size=" + maxSize + " must be at least 1MB");
		}

	}

	/**
	 * The command line of the process.
	 *
	 * @param enabled Whether the command line is shown, the values of secrets masked.
	 */
	public record Cmdline(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * The pages for a browser.
	 *
	 * @param enabled Whether a browser gets a page with flame graphs, and not just a
	 * text.
	 */
	public record Ui(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * The labels of what the application does.
	 *
	 * @param http Whether the work of web requests has the labels 'route' and 'method'.
	 * @param tasks Whether methods annotated with '@Scheduled' and '@Async' have the
	 * label 'task', and tasks of Spring's executors the labels of whoever hands them on.
	 * @param traceId Whether CPU and wall-clock time have the label 'trace_id', where
	 * Micrometer Tracing is in use: a sample has the one that its thread worked at.
	 * @param maxValues Number of values of each label that are told apart, from 1 to
	 * 100000; what comes later is 'other'.
	 */
	public record Labels(@DefaultValue("true") boolean http, @DefaultValue("true") boolean tasks,
			@DefaultValue("false") boolean traceId, @DefaultValue("1000") int maxValues) {

		public Labels {
			check(maxValues >= 1 && maxValues <= 100_000,
					() -> "pprof.labels.max-values=" + maxValues + " must be from 1 to 100000");
		}

	}

}
