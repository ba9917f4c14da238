package dev.pprof4j.source.heap;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.agent.Agent;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.agent.JvmtiError;
import org.jspecify.annotations.Nullable;

/**
 * A share in this process's heap sampler, which runs as long as anyone holds a share.
 * While it runs, the JIT compilers also describe inlined code, so that CPU profiles are
 * correct for all code compiled during that time. Safe to share between threads.
 */
public final class HeapSampling implements AutoCloseable {

	/**
	 * 56 Ki samples of 512 KiB cover a live heap of 28 GiB; in a larger heap each stands
	 * for two (the last eighth is room for samples whose state is not known yet).
	 */
	static final int MAX_LIVE = 64 * 1024;

	/**
	 * Half a percent of the CPU time that the process uses. Walking a stack takes 20
	 * microseconds where it is shallow, and 80 to 110 below a framework; an application
	 * reaches this limit when it allocates 25 to 125 MB per second of CPU time.
	 */
	static final int MICROS_PER_CPU_SECOND = 5_000;

	/** Code that the application compiles earlier than that is not its hot code. */
	private static final Duration EARLY = Duration.ofMinutes(1);

	private static final int UNSAFE_VERSION = 24;

	private final Agent agent;

	private final AtomicBoolean closed = new AtomicBoolean();

	private HeapSampling(Agent agent) {
		this.agent = agent;
	}

	/**
	 * Starts the sampler, unless it is running. A running sampler keeps its original
	 * settings.
	 * @param library the native library, loaded here if it is not
	 * @param intervalBytes the mean distance between two samples in allocated bytes
	 * @param maxStacks how many distinct stacks are kept; the others are summed in one
	 * @return a share in the sampler, to be closed
	 * @throws ProfilingException.Unavailable if it cannot be loaded or started, with the
	 * reason
	 */
	public static HeapSampling start(AgentLibrary library, int intervalBytes, int maxStacks) {
		return start(library, intervalBytes, maxStacks, MAX_LIVE, MICROS_PER_CPU_SECOND);
	}

	static HeapSampling start(AgentLibrary library, int intervalBytes, int maxStacks, int maxLive,
			int microsPerCpuSecond) {
		requireSafe(Runtime.version().feature());
		Agent agent = library.load();
		int error = agent.startHeap(intervalBytes, maxStacks, maxLive, microsPerCpuSecond);
		if (error != 0) {
			throw new ProfilingException.Unavailable(switch (error) {
				case JvmtiError.NOT_AVAILABLE ->
					"The JVM's allocation sampling is in use by another agent (can_generate_sampled_object_alloc_events)";
				case JvmtiError.OUT_OF_MEMORY ->
					"There is not enough address space for the tables of the heap sampler: lower pprof.heap.max-stacks="
							+ maxStacks;
				default -> "The JVM's allocation sampling cannot be started (JVMTI error " + error + ")";
			});
		}
		return new HeapSampling(agent);
	}

	/**
	 * JDK 24 alone prevents all virtual threads from being mounted even while a platform
	 * thread's own stack is walked, as happens here in the middle of an allocation. It
	 * waits for the threads that are being mounted, and these may be waiting for a lock
	 * that this thread holds (JDK-8341273).
	 */
	static void requireSafe(int version) {
		if (version == UNSAFE_VERSION) {
			throw new ProfilingException.Unavailable(
					"Allocations are not sampled on JDK 24, where that may block virtual threads forever: use JDK 25");
		}
	}

	/**
	 * Whether the sampler is running and has been since soon after the JVM started, so
	 * that the JIT compilers have described the inlined code of the application.
	 * @return whether CPU profiles can distinguish inlined methods
	 */
	public static boolean hasRunSinceTheStart() {
		return hasRunSinceTheStart(EARLY);
	}

	/** Whether it has run since no later than this time after the JVM's start. */
	static boolean hasRunSinceTheStart(Duration early) {
		@Nullable Agent agent = AgentLibrary.loaded();
		if (agent == null || !agent.isHeapRunning()) {
			return false;
		}
		// Not the start of the process, which may have been a shell that later became a
		// JVM.
		Instant start = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
		return agent.armedSince().isBefore(start.plus(early));
	}

	/**
	 * Whether the sampler is running in this process.
	 * @return whether anyone holds a share
	 */
	public static boolean isRunning() {
		@Nullable Agent agent = AgentLibrary.loaded();
		return agent != null && agent.isHeapRunning();
	}

	Agent agent() {
		return this.agent;
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.agent.stopHeap();
		}
	}

}
