package dev.pprof4j;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ProfileKind.Timing;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.source.asyncprofiler.AsyncProfilerLibrary;
import dev.pprof4j.source.asyncprofiler.CpuSource;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.heap.HeapSampling;
import dev.pprof4j.source.heap.SampledHeapSource;
import dev.pprof4j.source.jfr.JfrHeapSource;
import dev.pprof4j.source.thread.ThreadSource;
import dev.pprof4j.symbol.SourceFiles;

/**
 * Which source each kind of profile comes from. Immutable.
 */
final class Sources {

	private final Map<ProfileKind, WindowSource> windows = new EnumMap<>(ProfileKind.class);

	private final List<SnapshotSource> snapshots;

	Sources(List<WindowSource> windows, List<SnapshotSource> snapshots) {
		windows.forEach((source) -> this.windows.put(source.kind(), source));
		this.snapshots = List.copyOf(snapshots);
	}

	static Sources of(ProfilerOptions options, PrivateDirectory directory) {
		AgentLibrary agent = new AgentLibrary(options.heap().library(), options.tempDir());
		ThreadSource threads = new ThreadSource(agent, directory, ThreadSource.DEFAULT_MAX_THREADS,
				ThreadSource.DEFAULT_MAX_STACKS);
		return new Sources(List.of(cpu(options, directory)), List.of(heap(options, directory, agent), threads));
	}

	private static WindowSource cpu(ProfilerOptions options, PrivateDirectory directory) {
		AsyncProfilerLibrary library = new AsyncProfilerLibrary(options.asyncProfilerLibrary(), options.tempDir());
		return new CpuSource(library, directory, options.cpuFrequency(), new SourceFiles(options.classLoader()),
				HeapSampling::hasRunSinceTheStart);
	}

	private static SnapshotSource heap(ProfilerOptions options, PrivateDirectory directory, AgentLibrary agent) {
		HeapOptions heap = options.heap();
		if (!heap.enabled()) {
			return new SwitchedOff(Set.of(ProfileKind.HEAP, ProfileKind.ALLOCS),
					"Heap and allocations are not sampled: set pprof.heap.enabled=true");
		}
		return new FirstAvailable(new SampledHeapSource(agent, heap.intervalBytes(), heap.maxStacks()),
				new JfrHeapSource(new SourceFiles(options.classLoader()), directory, heap.maxStacks(),
						heap.maxHistogramBytes()));
	}

	List<SnapshotSource> snapshots() {
		return this.snapshots;
	}

	WindowSource window(ProfileKind kind) {
		return Objects.requireNonNull(this.windows.get(kind), () -> "No source for " + kind);
	}

	SnapshotSource snapshot(ProfileKind kind) {
		return this.snapshots.stream()
			.filter((source) -> source.kinds().contains(kind))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(kind + " is not counted since the start"));
	}

	SourceState state(ProfileKind kind) {
		return (kind.timing() == Timing.WINDOW) ? window(kind).state() : snapshot(kind).state();
	}

}
