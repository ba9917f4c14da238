package dev.pprof4j.source;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Whether this JVM has virtual threads, and whether it runs any. Safe to share between
 * threads.
 */
public final class VirtualThreads {

	/** The class of carrier threads, the platform threads that run virtual threads. */
	private static final String CARRIER = "jdk.internal.misc.CarrierThread";

	private static final int FIRST_VERSION = 21;

	private VirtualThreads() {
	}

	/**
	 * Whether this JVM has virtual threads, as it does from Java 21 on.
	 * @return whether there may be virtual threads
	 */
	public static boolean areSupported() {
		return Runtime.version().feature() >= FIRST_VERSION;
	}

	/**
	 * Whether any virtual threads have run: if so, there are carrier threads, at least
	 * for a while.
	 * @return whether a carrier thread is alive
	 */
	public static boolean areInUse() {
		return !carriers().isEmpty();
	}

	/** The carrier threads that are alive now. */
	static List<Thread> carriers() {
		ThreadGroup root = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
		while (root.getParent() != null) {
			root = root.getParent();
		}
		Thread[] threads = new Thread[2 * root.activeCount() + 16];
		int count = root.enumerate(threads, true);
		return Arrays.stream(threads, 0, count)
			.filter((thread) -> thread.getClass().getName().equals(CARRIER))
			.toList();
	}

}
