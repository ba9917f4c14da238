package dev.pprof4j.actuate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The CPU time of this thread.
 */
final class ThreadCpu {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private ThreadCpu() {
	}

	/** In nanoseconds; always 0 where that is not known, as for virtual threads. */
	static long nanos() {
		try {
			return Math.max(0, THREADS.getCurrentThreadCpuTime());
		}
		catch (UnsupportedOperationException ex) {
			return 0;
		}
	}

}
