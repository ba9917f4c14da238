package dev.pprof4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.Durations;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.asyncprofiler.AsyncProfilerLibrary;
import dev.pprof4j.source.asyncprofiler.AsyncProfilerSource;
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

/**
 * Creates the sources of a profiler from its options: which there are, in which order
 * they replace each other, and what they share. No source does anything before it is
 * used. Used for one profiler.
 */
final class SourceWiring {

	private final ProfilerOptions options;

	private final PrivateDirectory directory;

	private final AgentLibrary agent;

	private final SourceFiles sourceFiles;

	SourceWiring(ProfilerOptions options, PrivateDirectory directory) {
		this.options = options;
		this.directory = directory;
		this.agent = new AgentLibrary(options.heap().library(), options.tempDir());
		this.sourceFiles = new SourceFiles(options.classLoader());
	}

	/** The sources of this library. */
	Sources sources() {
		SamplingOptions sampling = this.options.sampling();
		AsyncProfilerSource.Shared asyncProfiler = new AsyncProfilerSource.Shared(
				new AsyncProfilerLibrary(sampling.library(), this.options.tempDir()), this.directory, this.sourceFiles,
				HeapSampling::hasRunSinceTheStart);
		ThreadSource threads = threads();
		List<WindowSource> windows = List.of(cpu(sampling.cpuInterval(), asyncProfiler), wall(asyncProfiler, threads));
		WindowSource continuous = cpu(sampling.continuous().interval(), asyncProfiler);
		HeapOptions heap = this.options.heap();
		SampledHeapSource sampler = new SampledHeapSource(this.agent, heap.intervalBytes(), heap.maxStacks());
		MonitorTimer timer = new MonitorTimer(this.options.events().mutex(), this.agent);
		JfrEventSource recorded = new JfrEventSource(this.sourceFiles, eventProfiles(timer));
		List<SnapshotSource> snapshots = new ArrayList<>(List.of(heap(sampler), threads));
		snapshots.addAll(uncountedEvents());
		if (!recorded.kinds().isEmpty()) {
			snapshots.add(events(recorded, timer));
		}
		return new Sources(windows, continuous, snapshots, trace(), threads,
				new Sources.Figures(sampler::figures, recorded::figures));
	}

	/** Combines the given sources with those that cannot be replaced. */
	Sources sources(List<WindowSource> windows, List<SnapshotSource> snapshots) {
		return new Sources(windows, null, snapshots, trace(), threads(), Sources.Figures.NONE);
	}

	private TraceSource trace() {
		EventOptions.Trace trace = this.options.events().trace();
		return new TraceSource(this.directory, trace.settings(), trace.maxBytes());
	}

	private ThreadSource threads() {
		GoroutineOptions goroutine = this.options.goroutine();
		return new ThreadSource(this.agent, this.directory, goroutine.maxThreads(), goroutine.maxStacks());
	}

	/**
	 * async-profiler records more, but not the callers of a virtual thread that has
	 * waited.
	 */
	private WindowSource cpu(Duration interval, AsyncProfilerSource.Shared shared) {
		SamplingOptions sampling = this.options.sampling();
		WindowSource asyncProfiler = AsyncProfilerSource.cpu(interval, shared);
		JfrCpuSource jfr = new JfrCpuSource(this.sourceFiles, this.directory, interval);
		return new FirstWindowSource(() -> switch (sampling.engine()) {
			case ASYNC_PROFILER -> List.of(asyncProfiler);
			case JFR -> List.of(jfr);
			case AUTO -> {
				boolean virtual = sampling.virtualThreads() || VirtualThreads.areInUse();
				yield (virtual && jfr.hasCpuTimeSamples()) ? List.of(jfr, asyncProfiler) : List.of(asyncProfiler, jfr);
			}
		});
	}

	private WindowSource wall(AsyncProfilerSource.Shared shared, ThreadSource threads) {
		Duration interval = this.options.sampling().wallInterval();
		List<WindowSource> wall = List.of(AsyncProfilerSource.wall(interval, shared),
				new ThreadSamplingSource(threads, interval));
		return new FirstWindowSource(() -> wall);
	}

	private SnapshotSource heap(SampledHeapSource sampler) {
		HeapOptions heap = this.options.heap();
		if (!heap.enabled()) {
			return SwitchedOff.of("Allocations", ProfileKind.HEAP, ProfileKind.ALLOCS);
		}
		return new FirstSnapshotSource(sampler,
				new JfrHeapSource(this.sourceFiles, this.directory, heap.maxStacks(), heap.maxHistogramBytes()));
	}

	private List<EventProfile> eventProfiles(MonitorTimer timer) {
		EventOptions.Block block = this.options.events().block();
		EventOptions.Mutex mutex = this.options.events().mutex();
		List<EventProfile> profiles = new ArrayList<>();
		if (block.enabled()) {
			profiles
				.add(WaitProfile.block(block.threshold(), block.includeIdle(), block.maxStacks(), timer::isRunning));
		}
		if (mutex.enabled()) {
			profiles.add(WaitProfile.mutex(mutex.threshold(), mutex.maxStacks(), timer::isRunning));
		}
		if (this.options.events().threadcreate()) {
			profiles.add(new ThreadStarts(EventOptions.DEFAULT_MAX_STACKS));
		}
		return profiles;
	}

	private List<SnapshotSource> uncountedEvents() {
		EventOptions events = this.options.events();
		List<SnapshotSource> sources = new ArrayList<>();
		if (!events.block().enabled()) {
			sources.add(SwitchedOff.of("Waits", ProfileKind.BLOCK));
		}
		if (!events.mutex().enabled()) {
			sources.add(SwitchedOff.of("Waits for locks", ProfileKind.MUTEX));
		}
		if (!events.threadcreate()) {
			sources.add(SwitchedOff.of("Started threads", ProfileKind.THREADCREATE));
		}
		return sources;
	}

	private SnapshotSource events(JfrEventSource recorded, MonitorTimer timer) {
		EventOptions.Block block = this.options.events().block();
		EventOptions.Mutex mutex = this.options.events().mutex();
		if (!VirtualThreads.areSupported() || !(block.enabled() || mutex.enabled())) {
			return recorded;
		}
		return new VirtualThreadWaits(recorded, timer, mutex.threshold().equals(block.threshold()) ? ""
				: "Waits of virtual threads for monitors are counted if they last at least %s (pprof.mutex.threshold)"
					.formatted(Durations.inMillis(mutex.threshold())));
	}

}
