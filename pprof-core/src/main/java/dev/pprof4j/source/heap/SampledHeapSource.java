package dev.pprof4j.source.heap;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.agent.Agent;
import dev.pprof4j.source.agent.AgentLibrary;
import org.jspecify.annotations.Nullable;

/**
 * Heap and allocations by stack, class and size, as in Go: the probability that an object
 * is sampled grows with its size, and the profile shows what the samples stand for. An
 * object is in use until it is collected; generational ZGC collects an old object only in
 * a major collection.
 */
public final class SampledHeapSource implements SnapshotSource {

	private final AgentLibrary library;

	private final int intervalBytes;

	private final int maxStacks;

	private final int maxLive;

	private final int microsPerCpuSecond;

	private @Nullable HeapSampling sampling;

	/**
	 * A source that has not touched the native library yet.
	 * @param library the native library
	 * @param intervalBytes the mean distance between two samples in allocated bytes
	 * @param maxStacks how many distinct stacks are kept; the others are summed in one
	 */
	public SampledHeapSource(AgentLibrary library, int intervalBytes, int maxStacks) {
		this(library, intervalBytes, maxStacks, HeapSampling.MAX_LIVE, HeapSampling.MICROS_PER_CPU_SECOND);
	}

	SampledHeapSource(AgentLibrary library, int intervalBytes, int maxStacks, int maxLive, int microsPerCpuSecond) {
		this.library = library;
		this.intervalBytes = intervalBytes;
		this.maxStacks = maxStacks;
		this.maxLive = maxLive;
		this.microsPerCpuSecond = microsPerCpuSecond;
	}

	@Override
	public Set<ProfileKind> kinds() {
		return Set.of(ProfileKind.HEAP, ProfileKind.ALLOCS);
	}

	@Override
	public String name() {
		return "agent";
	}

	@Override
	public synchronized SourceState state() {
		if (this.sampling == null) {
			return SourceState.unavailable("the heap sampler is not started");
		}
		int interval = this.sampling.agent().heapIntervalBytes();
		String first = (interval != this.intervalBytes) ? ", as first set in this JVM" : "";
		return SourceState.available("sampled by the JVM, about every " + interval + " bytes allocated" + first);
	}

	@Override
	public synchronized void start() {
		if (this.sampling == null) {
			this.sampling = HeapSampling.start(this.library, this.intervalBytes, this.maxStacks, this.maxLive,
					this.microsPerCpuSecond);
		}
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		Agent agent = agent();
		if (afterGc) {
			agent.collectGarbage();
		}
		return agent.readHeap((tables) -> new HeapProfile(new HeapTables(tables)).of(kind));
	}

	@Override
	public OptionalLong records(ProfileKind kind) {
		return figures().map((figures) -> OptionalLong.of(figures.records())).orElse(OptionalLong.empty());
	}

	/**
	 * What the sampler holds.
	 * @return its figures; empty if it is not started, or if this JVM has another version
	 * of the agent that does not report them
	 */
	public Optional<HeapFigures> figures() {
		try {
			return Optional.of(agent().heapFigures());
		}
		catch (ProfilingException.Unavailable ex) {
			return Optional.empty();
		}
	}

	private synchronized Agent agent() {
		if (this.sampling == null) {
			throw new ProfilingException.Unavailable("The heap sampler is not started");
		}
		return this.sampling.agent();
	}

	@Override
	public synchronized void close() {
		if (this.sampling != null) {
			this.sampling.close();
			this.sampling = null;
		}
	}

}
