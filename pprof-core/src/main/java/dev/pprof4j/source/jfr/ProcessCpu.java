package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

/**
 * The CPU time of the whole process, by its own clock. Not thread-safe.
 */
final class ProcessCpu {

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private long before;

	void begin() {
		this.before = this.system.getProcessCpuTime();
	}

	/** Since the beginning, in nanoseconds; zero if the system does not tell. */
	long usedNanos() {
		return Math.max(0, this.system.getProcessCpuTime() - this.before);
	}

}
