package dev.pprof4j.source;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

/**
 * The CPU time of the whole process, by its own clock. Used for one window; not
 * thread-safe.
 */
public final class ProcessCpu {

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private long before;

	/**
	 * The window begins.
	 */
	public void begin() {
		this.before = this.system.getProcessCpuTime();
	}

	/**
	 * What was used since then.
	 * @return the CPU time in nanoseconds; zero if the system does not tell
	 */
	public long usedNanos() {
		return Math.max(0, this.system.getProcessCpuTime() - this.before);
	}

}
