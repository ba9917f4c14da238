package dev.pprof4j.source.heap.shared;

import java.nio.ByteBuffer;

/**
 * The one heap sampler of this process, in the bootstrap class loader: whoever has a copy
 * of this library, in whatever class loader, comes here. It runs while anybody wants it
 * to. Not to be touched before {@code HeapSamplerLibrary} has put it there. Safe to share
 * between threads.
 */
public final class SharedHeapSampler {

	private static int running;

	private static int interval;

	private static long armedSince;

	private SharedHeapSampler() {
	}

	/**
	 * Samples from now on, and makes the JIT compilers describe inlined code. The first
	 * call in a process decides how.
	 * @param intervalBytes the mean distance of two samples
	 * @param maxStacks how many stacks are told apart
	 * @param maxLive how many objects are watched
	 * @param maxPerSecond about how many stacks are walked each second
	 * @return 0, or an error of JVMTI
	 */
	public static synchronized int start(int intervalBytes, int maxStacks, int maxLive, int maxPerSecond) {
		int error = (running > 0) ? 0 : start0(intervalBytes, maxStacks, maxLive, maxPerSecond);
		if (error != 0) {
			return error;
		}
		if (running == 0) {
			interval = (interval == 0) ? intervalBytes : interval;
			armedSince = System.currentTimeMillis();
			arm0(true); // refused to the second agent only, and then the first has done
						// it
		}
		running++;
		return 0;
	}

	/**
	 * Takes back one {@link #start}.
	 */
	public static synchronized void stop() {
		running--;
		if (running == 0) {
			stop0();
			arm0(false);
		}
	}

	/**
	 * The mean distance of two samples.
	 * @return the number of bytes that the first start has set
	 */
	public static synchronized int intervalBytes() {
		return interval;
	}

	/**
	 * Since when the JIT compilers have described inlined code.
	 * @return the time in milliseconds since 1970
	 */
	public static synchronized long armedSinceMillis() {
		return armedSince;
	}

	/**
	 * Whether it samples.
	 * @return whether anybody wants it to
	 */
	public static synchronized boolean isRunning() {
		return running > 0;
	}

	/**
	 * Collects garbage, all of it, even where {@code System.gc()} is disabled.
	 */
	public static void collectGarbage() {
		collect0();
	}

	/**
	 * What was counted so far.
	 * @return the tables in native memory, to be given back to {@link #free}, or
	 * {@code null} if it was never started or there is no memory for them
	 */
	public static synchronized ByteBuffer snapshot() {
		return snapshot0();
	}

	/**
	 * Gives the memory of a snapshot back; the buffer must not be touched afterwards.
	 * @param snapshot the buffer
	 */
	public static void free(ByteBuffer snapshot) {
		free0(snapshot);
	}

	private static native int arm0(boolean on);

	private static native int start0(int intervalBytes, int maxStacks, int maxLive, int maxPerSecond);

	private static native void stop0();

	private static native void collect0();

	private static native ByteBuffer snapshot0();

	private static native void free0(ByteBuffer snapshot);

}
