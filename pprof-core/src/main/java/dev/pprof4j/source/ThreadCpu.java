package dev.pprof4j.source;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The CPU time of the current thread. Safe to share between threads.
 */
public final class ThreadCpu {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private ThreadCpu() {
	}

	/**
	 * The CPU time that this thread has used so far.
	 * @return the time in nanoseconds; always 0 where it is unknown, as for virtual
	 * threads
	 */
	public static long nanos() {
		try {
			return Math.max(0, THREADS.getCurrentThreadCpuTime());
		}
		catch (UnsupportedOperationException ex) {
			return 0;
		}
	}

}
