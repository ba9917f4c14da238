package dev.pprof4j.source.heap;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.heap.shared.SharedHeapSampler;

/**
 * A share in the heap sampler of this process, which runs as long as anybody holds one.
 * While it runs, the JIT compilers also describe inlined code, so that CPU profiles are
 * right in all code that is compiled meanwhile.
 */
public final class HeapSampling implements AutoCloseable {

	/**
	 * 64 Ki samples of 512 KiB are a live heap of 32 GiB; with more, each stands for two.
	 */
	static final int MAX_LIVE = 64 * 1024;

	/**
	 * A stack of 50 frames takes about 10 microseconds to walk: these take at most half a
	 * percent of the CPU time there is. An application allocates 250 MB a second on each
	 * CPU to get there.
	 */
	private static final int MAX_PER_SECOND_AND_CPU = 500;

	private static final int NOT_AVAILABLE = 98;

	private final AtomicBoolean closed = new AtomicBoolean();

	private HeapSampling() {
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
	public static HeapSampling start(HeapSamplerLibrary library, int intervalBytes, int maxStacks) {
		return start(library, intervalBytes, maxStacks, MAX_LIVE, maxPerSecond());
	}

	static HeapSampling start(HeapSamplerLibrary library, int intervalBytes, int maxStacks, int maxLive,
			int maxPerSecond) {
		library.load();
		SharedHeapSampler.arm();
		int error = SharedHeapSampler.start(intervalBytes, maxStacks, maxLive, maxPerSecond);
		if (error != SharedHeapSampler.OK) {
			SharedHeapSampler.disarm();
			throw new ProfilingException.Unavailable((error == NOT_AVAILABLE)
					? "The JVM's allocation sampling is in use by another agent (can_generate_sampled_object_alloc_events)"
					: "The JVM's allocation sampling cannot be started (JVMTI error " + error + ")");
		}
		return new HeapSampling();
	}

	static int maxPerSecond() {
		return MAX_PER_SECOND_AND_CPU * Runtime.getRuntime().availableProcessors();
	}

	/**
	 * Whether the sampler runs in this process, as far as this class loader has to do
	 * with it.
	 * @return whether anybody holds a share
	 */
	public static boolean isRunning() {
		return HeapSamplerLibrary.isLoaded() && SharedHeapSampler.isRunning();
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			SharedHeapSampler.stop();
			SharedHeapSampler.disarm();
		}
	}

}
