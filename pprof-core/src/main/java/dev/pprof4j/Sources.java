package dev.pprof4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ProfileKind.Timing;
import dev.pprof4j.source.EventFigures;
import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.source.asyncprofiler.AsyncProfilerLibrary;
import dev.pprof4j.source.asyncprofiler.AsyncProfilerSource;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.heap.HeapSampling;
import dev.pprof4j.source.heap.SampledHeapSource;
import dev.pprof4j.source.jfr.EventProfile;
import dev.pprof4j.source.jfr.JfrCpuSource;
import dev.pprof4j.source.jfr.JfrEventSource;
import dev.pprof4j.source.jfr.JfrHeapSource;
import dev.pprof4j.source.jfr.ThreadStarts;
import dev.pprof4j.source.jfr.TraceSource;
import dev.pprof4j.source.jfr.WaitProfile;
import dev.pprof4j.source.thread.ThreadSamplingSource;
import dev.pprof4j.source.thread.ThreadSource;
import dev.pprof4j.symbol.SourceFiles;
import org.jspecify.annotations.Nullable;

/**
 * Which source each kind of profile comes from. Safe to share between threads.
 */
final class Sources {

	private final Map<ProfileKind, WindowSource> windows = new EnumMap<>(ProfileKind.class);

	private final @Nullable WindowSource continuous;

	private final List<SnapshotSource> snapshots;

	private final TraceSource trace;

	private final ThreadSource threads;

	private Supplier<Optional<HeapFigures>> heapFigures = Optional::empty;

	private Supplier<Optional<EventFigures>> eventFigures = Optional::empty;

	Sources(List<WindowSource> windows, List<SnapshotSource> snapshots, TraceSource trace, ThreadSource threads) {
		windows.forEach((source) -> this.windows.put(source.kind(), source));
		this.continuous = this.windows.get(ProfileKind.CPU);
		this.snapshots = List.copyOf(snapshots);
		this.trace = trace;
		this.threads = threads;
	}

	private Sources(ProfilerOptions options, PrivateDirectory directory) {
		AgentLibrary agent = agent(options);
		SourceFiles sourceFiles = new SourceFiles(options.classLoader());
		this.threads = threads(options, directory, agent);
		this.trace = trace(options, directory);
		SamplingOptions sampling = options.sampling();
		AsyncProfilerSource.Shared asyncProfiler = new AsyncProfilerSource.Shared(
				new AsyncProfilerLibrary(sampling.library(), options.tempDir()), directory, sourceFiles,
				HeapSampling::hasRunSinceTheStart);
		this.windows.put(ProfileKind.CPU, cpu(sampling, sampling.cpuInterval(), asyncProfiler, sourceFiles, directory));
		List<WindowSource> wall = List.of(AsyncProfilerSource.wall(sampling.wallInterval(), asyncProfiler),
				new ThreadSamplingSource(this.threads, sampling.wallInterval()));
		this.windows.put(ProfileKind.WALL, new FirstStartable(() -> wall));
		this.continuous = cpu(sampling, sampling.continuous().interval(), asyncProfiler, sourceFiles, directory);
		List<SnapshotSource> snapshots = new ArrayList<>(
				List.of(heap(options, directory, agent, sourceFiles), this.threads));
		snapshots.addAll(events(options, agent, sourceFiles));
		this.snapshots = List.copyOf(snapshots);
	}

	static Sources of(ProfilerOptions options, PrivateDirectory directory) {
		return new Sources(options, directory);
	}

	static TraceSource trace(ProfilerOptions options, PrivateDirectory directory) {
		EventOptions.Trace trace = options.events().trace();
		return new TraceSource(directory, trace.settings(), trace.maxBytes());
	}

	static ThreadSource threads(ProfilerOptions options, PrivateDirectory directory) {
		return threads(options, directory, agent(options));
	}

	private static ThreadSource threads(ProfilerOptions options, PrivateDirectory directory, AgentLibrary agent) {
		return new ThreadSource(agent, directory, options.goroutine().maxThreads(), options.goroutine().maxStacks());
	}

	private static AgentLibrary agent(ProfilerOptions options) {
		return new AgentLibrary(options.heap().library(), options.tempDir());
	}

	/**
	 * async-profiler tells more, but of a virtual thread that has waited not the callers.
	 */
	private static WindowSource cpu(SamplingOptions sampling, Duration interval, AsyncProfilerSource.Shared shared,
			SourceFiles sourceFiles, PrivateDirectory directory) {
		WindowSource asyncProfiler = AsyncProfilerSource.cpu(interval, shared);
		JfrCpuSource jfr = new JfrCpuSource(sourceFiles, directory, interval);
		return new FirstStartable(() -> switch (sampling.engine()) {
			case ASYNC_PROFILER -> List.of(asyncProfiler);
			case JFR -> List.of(jfr);
			case AUTO -> {
				boolean virtual = sampling.virtualThreads() || VirtualThreads.areInUse();
				yield (virtual && jfr.hasCpuTimeSamples()) ? List.of(jfr, asyncProfiler) : List.of(asyncProfiler, jfr);
			}
		});
	}

	private SnapshotSource heap(ProfilerOptions options, PrivateDirectory directory, AgentLibrary agent,
			SourceFiles sourceFiles) {
		HeapOptions heap = options.heap();
		if (!heap.enabled()) {
			return SwitchedOff.of("Allocations", ProfileKind.HEAP, ProfileKind.ALLOCS);
		}
		SampledHeapSource sampler = new SampledHeapSource(agent, heap.intervalBytes(), heap.maxStacks());
		this.heapFigures = sampler::figures;
		return new FirstAvailable(sampler,
				new JfrHeapSource(sourceFiles, directory, heap.maxStacks(), heap.maxHistogramBytes()));
	}

	private List<SnapshotSource> events(ProfilerOptions options, AgentLibrary agent, SourceFiles sourceFiles) {
		EventOptions.Block block = options.events().block();
		EventOptions.Mutex mutex = options.events().mutex();
		List<SnapshotSource> sources = new ArrayList<>();
		List<EventProfile> profiles = new ArrayList<>();
		MonitorTimer timer = new MonitorTimer(mutex, agent);
		if (block.enabled()) {
			profiles
				.add(WaitProfile.block(block.threshold(), block.includeIdle(), block.maxStacks(), timer::isRunning));
		}
		else {
			sources.add(SwitchedOff.of("Waits", ProfileKind.BLOCK));
		}
		if (mutex.enabled()) {
			profiles.add(WaitProfile.mutex(mutex.threshold(), mutex.maxStacks(), timer::isRunning));
		}
		else {
			sources.add(SwitchedOff.of("Waits for locks", ProfileKind.MUTEX));
		}
		if (options.events().threadcreate()) {
			profiles.add(new ThreadStarts(EventOptions.DEFAULT_MAX_STACKS));
		}
		else {
			sources.add(SwitchedOff.of("Started threads", ProfileKind.THREADCREATE));
		}
		if (!profiles.isEmpty()) {
			JfrEventSource told = new JfrEventSource(sourceFiles, profiles);
			this.eventFigures = told::figures;
			boolean waits = (block.enabled() || mutex.enabled()) && VirtualThreads.areSupported();
			sources.add(waits ? withVirtualThreads(told, options.events(), timer) : told);
		}
		return sources;
	}

	private static SnapshotSource withVirtualThreads(SnapshotSource told, EventOptions options, MonitorTimer timer) {
		EventOptions.Mutex mutex = options.mutex();
		return new VirtualThreadWaits(told, timer,
				mutex.threshold().equals(options.block().threshold()) ? ""
						: "Of virtual threads, waits for monitors are counted by pprof.mutex.threshold=%d ms"
							.formatted(mutex.threshold().toMillis()));
	}

	TraceSource trace() {
		return this.trace;
	}

	ThreadSource threads() {
		return this.threads;
	}

	List<SnapshotSource> snapshots() {
		return this.snapshots;
	}

	/** CPU time as often as is enough for a recording that does not end. */
	WindowSource continuous() {
		return (this.continuous != null) ? this.continuous : window(ProfileKind.CPU);
	}

	WindowSource window(ProfileKind kind) {
		return Objects.requireNonNull(this.windows.get(kind), () -> "No source for " + kind);
	}

	SnapshotSource snapshot(ProfileKind kind) {
		return this.snapshots.stream()
			.filter((source) -> source.kinds().contains(kind))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					kind + " is not counted since the start, but recorded for a while"));
	}

	Optional<HeapFigures> heapFigures() {
		return this.heapFigures.get();
	}

	Optional<EventFigures> eventFigures() {
		return this.eventFigures.get();
	}

	String name(ProfileKind kind) {
		return (kind.timing() == Timing.WINDOW) ? window(kind).name() : snapshot(kind).name();
	}

	OptionalLong records(ProfileKind kind) {
		return (kind.timing() == Timing.WINDOW) ? OptionalLong.empty() : snapshot(kind).records(kind);
	}

	SourceState state(ProfileKind kind) {
		return (kind.timing() == Timing.WINDOW) ? window(kind).state() : snapshot(kind).state();
	}

}
