package dev.pprof4j.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import dev.pprof4j.CpuEngine;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The {@code pprof.*} properties. An invalid value stops the start of the application
 * with a sentence that names the property.
 *
 * @param enabled Whether profiles can be taken.
 * @param managementPort What to do when the management server shares the application's
 * port.
 * @param defaultDuration Duration of a window when the request names none, in whole
 * seconds, from 1s to 'pprof.max-duration'. If 'pprof.max-duration' is shorter than 30s,
 * the default of 30s is shortened to it. Without '-seconds', 'go tool pprof' gives up
 * after 65s.
 * @param maxDuration Maximum duration of a window that a request may ask for, in whole
 * seconds, from 1s to 1d.
 * @param maxConcurrent Maximum number of requests that may wait for a window at the same
 * time, from 1 to 100.
 * @param maxProfileSamples Maximum number of samples in a profile, at least 100. If a
 * profile has more, the smallest are summed in one frame.
 * @param maxProfileSize Maximum size of a profile before compression, at least 100KB. If
 * a profile is larger, its smallest samples are summed in one frame.
 * @param tempDir Directory in which to create a private directory for recordings. If not
 * set, the temporary directory of the JVM is used. It must allow execution unless
 * 'pprof.cpu.library' and 'pprof.heap.library' are set.
 * @param security who may take profiles
 * @param cpu the CPU profile
 * @param wall the wall-clock profile
 * @param heap the heap and allocation profiles
 * @param block the profile of waits
 * @param mutex the profile of waits for locks
 * @param threadcreate the profile of started threads
 * @param goroutine the profile of all threads
 * @param trace JDK Flight Recorder recordings
 * @param cmdline the command line of the process
 * @param ui the pages for a browser
 * @param labels the labels that say what the application was doing
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

	/** The default, as in Go. */
	private static final Duration USUAL = Duration.ofSeconds(30);

	public PprofProperties {
		Limits.window("pprof.max-duration", maxDuration, "1d");
		if (defaultDuration.equals(USUAL) && maxDuration.compareTo(USUAL) < 0) {
			defaultDuration = maxDuration;
		}
		Limits.window("pprof.default-duration", defaultDuration, maxDuration,
				"pprof.max-duration=" + Limits.text(maxDuration));
		Limits.range("pprof.max-concurrent", maxConcurrent, 1, 100);
		Limits.atLeast("pprof.max-profile-samples", maxProfileSamples, 100);
		Limits.atLeast("pprof.max-profile-size", maxProfileSize, "100KB");
	}

	Path tempDirOrDefault() {
		return tempDirOrDefault(this.tempDir);
	}

	static Path tempDirOrDefault(@Nullable Path tempDir) {
		return (tempDir != null) ? tempDir : Path.of(System.getProperty("java.io.tmpdir"));
	}

	private static void checkWaits(String prefix, Duration threshold, int maxStacks) {
		Limits.range(prefix + ".threshold", threshold, "0", "1h");
		checkStacks(prefix, maxStacks);
	}

	private static void checkStacks(String prefix, int maxStacks) {
		Limits.range(prefix + ".max-stacks", maxStacks, 100, 1_000_000);
	}

	/** If not set, a profile is enabled wherever the endpoint can be reached. */
	static boolean isWanted(@Nullable Boolean enabled, boolean reachable) {
		return (enabled != null) ? enabled : reachable;
	}

	/**
	 * Who may take profiles.
	 *
	 * @param enabled Whether taking profiles requires a role. If not, the application's
	 * own filter chains alone decide, and anyone they let through can take profiles.
	 * @param roles Comma-separated list of roles, one of which is required. The prefix
	 * 'ROLE_' is optional.
	 */
	public record Security(@DefaultValue("true") boolean enabled, @DefaultValue("ADMIN") Set<String> roles) {

		public Security {
			Limits.require(!enabled || (!roles.isEmpty() && roles.stream().noneMatch(String::isBlank)),
					() -> "pprof.security.roles=" + roles + " must name at least one role, and no empty one");
		}

	}

	/**
	 * The CPU profile.
	 *
	 * @param engine Engine that samples CPU time. 'auto' uses JDK Flight Recorder if
	 * virtual threads are in use on JDK 25 or later; otherwise async-profiler, or Flight
	 * Recorder if async-profiler is unavailable.
	 * @param frequency Samples per second of CPU time, from 1 to 1000. Above 100,
	 * perf_events is used where the system allows it, which adds kernel frames at a
	 * higher cost.
	 * @param preload Whether to load async-profiler while the application starts. Inlined
	 * methods can be distinguished only in code compiled after async-profiler was loaded,
	 * or while the heap is sampled.
	 * @param library Path to an installed libasyncProfiler.so, for machines where nothing
	 * can be executed from the temporary directory.
	 * @param continuous CPU time of the past
	 */
	public record Cpu(@DefaultValue("auto") CpuEngine engine, @DefaultValue("99") int frequency,
			@DefaultValue("auto") PreloadPolicy preload, @Nullable Path library, @DefaultValue Continuous continuous) {

		public Cpu {
			Limits.range("pprof.cpu.frequency", frequency, 1, 1000);
		}

	}

	/**
	 * CPU time of the past.
	 *
	 * @param enabled Whether to sample CPU time all the time and keep the most recent
	 * samples. A request for 'profile?last=60s' then returns the past minute.
	 * @param frequency Samples per second of CPU time while no request needs more, from 1
	 * to 1000.
	 * @param retention How long samples are kept, from 10s to 1d.
	 * @param maxSize Maximum disk space for the samples that are kept, at least 1MB. The
	 * oldest samples are dropped first.
	 * @param dumpOnExit Directory to which the samples that are kept are written as a
	 * profile when the application stops. Nothing in it is ever deleted. If not set, no
	 * profile is written.
	 */
	public record Continuous(@DefaultValue("false") boolean enabled, @DefaultValue("19") int frequency,
			@DefaultValue("10m") Duration retention, @DefaultValue("64MB") DataSize maxSize,
			@Nullable Path dumpOnExit) {

		public Continuous {
			Limits.range("pprof.cpu.continuous.frequency", frequency, 1, 1000);
			Limits.range("pprof.cpu.continuous.retention", retention, "10s", "1d");
			Limits.atLeast("pprof.cpu.continuous.max-size", maxSize, "1MB");
		}

	}

	/**
	 * The wall-clock profile.
	 *
	 * @param interval Interval between two samples of a thread, from 1ms to 10s.
	 */
	public record Wall(@DefaultValue("47ms") Duration interval) {

		public Wall {
			Limits.range("pprof.wall.interval", interval, "1ms", "10s");
		}

	}

	/**
	 * The heap and allocation profiles.
	 *
	 * @param enabled Whether to sample allocations from the start of the application. If
	 * not set, allocations are sampled if the endpoint can be reached.
	 * @param samplingInterval Mean number of bytes allocated between two samples, from
	 * 1KB to 1GB. The first value set in a JVM applies.
	 * @param maxStacks Maximum number of distinct stacks, from 100 to 1000000. Further
	 * stacks are summed in one frame. The first value set in a JVM applies.
	 * @param library Path to an installed libpprof4j.so, for machines where nothing can
	 * be executed from the temporary directory.
	 * @param histogramMaxHeap Maximum used heap whose objects are counted if the native
	 * sampler is unavailable. Counting pauses the application for about half a second per
	 * GB.
	 */
	public record Heap(@Nullable Boolean enabled, @DefaultValue("512KB") DataSize samplingInterval,
			@DefaultValue("16000") int maxStacks, @Nullable Path library,
			@DefaultValue("2GB") DataSize histogramMaxHeap) {

		public Heap {
			Limits.range("pprof.heap.sampling-interval", samplingInterval, "1KB", "1GB");
			checkStacks("pprof.heap", maxStacks);
			Limits.require(!histogramMaxHeap.isNegative(),
					() -> "pprof.heap.histogram-max-heap=" + histogramMaxHeap + " must not be negative");
		}

		int intervalBytes() {
			return Math.toIntExact(this.samplingInterval.toBytes());
		}

	}

	/**
	 * The profile of waits.
	 *
	 * @param enabled Whether to count waits. If not set, waits are counted if the
	 * endpoint can be reached.
	 * @param threshold Minimum duration of a wait that is counted, from 0 to 1h. It
	 * applies as long as there are at most 1000 such waits of a type per second.
	 * @param includeIdle Whether to count the waits of threads that wait for their next
	 * task, such as pool threads, timers and housekeepers.
	 * @param maxStacks Maximum number of distinct stacks, from 100 to 1000000. Further
	 * stacks are summed in one frame.
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
	 * @param enabled Whether to count waits for locks. If not set, waits for locks are
	 * counted if the endpoint can be reached.
	 * @param threshold Minimum duration of a wait that is counted, from 0 to 1h. It
	 * applies as long as there are at most 1000 such waits of a type per second.
	 * @param maxStacks Maximum number of distinct stacks, from 100 to 1000000. Further
	 * stacks are summed in one frame.
	 * @param virtualThreads Whether to count the waits of virtual threads for monitors,
	 * in 'block' as well, on JDK 21 or later. The native agent reports these waits. While
	 * that agent is loaded, for whatever purpose, each switch of a virtual thread costs
	 * about 0.1 microseconds more.
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
	 * counted if the endpoint can be reached.
	 */
	public record Threadcreate(@Nullable Boolean enabled) {

	}

	/**
	 * The profile of all threads.
	 *
	 * @param maxThreads Maximum number of threads whose stacks are read for one profile,
	 * at least 100. The others are counted in one frame.
	 * @param maxStacks Maximum number of distinct stacks, from 100 to 1000000. The others
	 * are summed in one frame.
	 */
	public record Goroutine(@DefaultValue("1000000") int maxThreads, @DefaultValue("16000") int maxStacks) {

		public Goroutine {
			Limits.atLeast("pprof.goroutine.max-threads", maxThreads, 100);
			checkStacks("pprof.goroutine", maxStacks);
		}

	}

	/**
	 * JDK Flight Recorder recordings.
	 *
	 * @param enabled Whether recordings can be downloaded.
	 * @param settings Which of the JDK's own settings to use for recordings.
	 * @param maxSize Size above which a recording loses its oldest part, at least 1MB.
	 */
	public record Trace(@DefaultValue("true") boolean enabled, @DefaultValue("default") TraceSettings settings,
			@DefaultValue("256MB") DataSize maxSize) {

		public Trace {
			Limits.atLeast("pprof.trace.max-size", maxSize, "1MB");
		}

	}

	/**
	 * The command line of the process.
	 *
	 * @param enabled Whether to show the command line. The values of secrets are masked.
	 */
	public record Cmdline(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * The pages for a browser.
	 *
	 * @param enabled Whether a browser gets a page with flame graphs instead of plain
	 * text.
	 */
	public record Ui(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * The labels that say what the application was doing.
	 *
	 * @param http Whether to label the work of web requests with 'route' and 'method'.
	 * @param tasks Whether to label methods annotated with '@Scheduled' or '@Async' with
	 * 'task', and to give tasks of Spring's executors the labels of the code that
	 * submitted them.
	 * @param traceId Whether to label CPU and wall-clock samples with 'trace_id', if
	 * Micrometer Tracing is in use. A sample gets the trace that its thread was working
	 * on.
	 * @param maxValues Maximum number of distinct values of each label, from 1 to 100000.
	 * Further values are recorded as 'other'.
	 */
	public record Labels(@DefaultValue("true") boolean http, @DefaultValue("true") boolean tasks,
			@DefaultValue("false") boolean traceId, @DefaultValue("1000") int maxValues) {

		public Labels {
			Limits.range("pprof.labels.max-values", maxValues, 1, 100_000);
		}

	}

}
