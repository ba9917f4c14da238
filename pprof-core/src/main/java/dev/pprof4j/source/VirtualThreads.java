package dev.pprof4j.source;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Whether this JVM has virtual threads, and runs them. Safe to share between threads.
 */
public final class VirtualThreads {

	/** The class of the platform threads that carry them. */
	private static final String CARRIER = "jdk.internal.misc.CarrierThread";

	private static final int FIRST_VERSION = 21;

	private VirtualThreads() {
	}

	/**
	 * Whether this JVM has any: from Java 21 on.
	 * @return whether there may be virtual threads
	 */
	public static boolean areSupported() {
		return Runtime.version().feature() >= FIRST_VERSION;
	}

	/**
	 * Whether any have run: then there are threads that carry them, for a while at least.
	 * @return whether a thread that carries virtual threads is alive
	 */
	public static boolean areInUse() {
		return !carriers().isEmpty();
	}

	/** The platform threads that carry virtual ones now. */
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
