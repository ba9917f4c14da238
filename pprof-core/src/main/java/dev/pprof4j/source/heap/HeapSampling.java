package dev.pprof4j.source.heap;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.agent.Agent;
import dev.pprof4j.source.agent.AgentLibrary;
import org.jspecify.annotations.Nullable;

/**
 * A share in the heap sampler of this process, which runs as long as anybody holds one.
 * While it runs, the JIT compilers also describe inlined code, so that CPU profiles are
 * right in all code that is compiled meanwhile. Safe to share between threads.
 */
public final class HeapSampling implements AutoCloseable {

	/**
	 * 56 Ki samples of 512 KiB are a live heap of 28 GiB; with more, each stands for two
	 * (the last eighth is room for those of which it is not known yet).
	 */
	static final int MAX_LIVE = 64 * 1024;

	/**
	 * Half a percent of the CPU time that the process uses. A stack takes 20 microseconds
	 * to walk where it is shallow, and 200 below a framework; an application allocates 12
	 * to 125 MB in each second of CPU time to get there.
	 */
	static final int MICROS_PER_CPU_SECOND = 5_000;

	/** What an application compiles before that is not its hot code. */
	private static final Duration EARLY = Duration.ofMinutes(1);

	private static final int UNSAFE_VERSION = 24;

	private static final int NOT_AVAILABLE = 98;

	private final Agent agent;

	private final AtomicBoolean closed = new AtomicBoolean();

	private HeapSampling(Agent agent) {
		this.agent = agent;
	}

	/**
	 * Starts the sampler, unless it runs. What runs goes on as it was started first.
	 * @param library the native library, loaded here if it is not
	 * @param intervalBytes the mean distance of two samples in allocated bytes
	 * @param maxStacks how many stacks are told apart; others are summed in one
	 * @return a share in it, to be closed
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
			throw new ProfilingException.Unavailable((error == NOT_AVAILABLE)
					? "The JVM's allocation sampling is in use by another agent (can_generate_sampled_object_alloc_events)"
					: "The JVM's allocation sampling cannot be started (JVMTI error " + error + ")");
		}
		return new HeapSampling(agent);
	}

	/**
	 * JDK 24 alone keeps all virtual threads from being mounted even while a platform
	 * thread's own stack is walked, as it is here, in the middle of an allocation: it
	 * waits for those that just are, which may wait for a lock that this thread has
	 * (JDK-8341273).
	 */
	static void requireSafe(int version) {
		if (version == UNSAFE_VERSION) {
			throw new ProfilingException.Unavailable(
					"Allocations are not sampled on JDK 24, where that may stop virtual threads for good: use JDK 25");
		}
	}

	/**
	 * Whether the sampler runs, and has since the JVM was young, so that the JIT
	 * compilers have described the inlined code of the application.
	 * @return whether CPU profiles can tell inlined methods apart
	 */
	public static boolean hasRunSinceTheStart() {
		return hasRunSinceTheStart(EARLY);
	}

	/** Not later than that after the JVM's start. */
	static boolean hasRunSinceTheStart(Duration early) {
		@Nullable Agent agent = AgentLibrary.loaded();
		if (agent == null || !agent.isHeapRunning()) {
			return false;
		}
		// Not the process's, which may have been a shell that has become a JVM later.
		Instant start = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
		return agent.armedSince().isBefore(start.plus(early));
	}

	/**
	 * Whether the sampler runs in this process.
	 * @return whether anybody holds a share
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
