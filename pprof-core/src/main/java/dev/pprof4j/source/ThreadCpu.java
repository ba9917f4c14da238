package dev.pprof4j.source;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The CPU time of this thread. Safe to share between threads.
 */
public final class ThreadCpu {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private ThreadCpu() {
	}

	/**
	 * What this thread has used so far.
	 * @return the time in nanoseconds; always 0 where that is not known, as for virtual
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
