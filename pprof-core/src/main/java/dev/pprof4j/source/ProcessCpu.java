package dev.pprof4j.source;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

/**
 * The CPU time of the whole process, by the process's own clock. Used for one window; not
 * thread-safe.
 */
public final class ProcessCpu {

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private long before;

	private long last;

	/**
	 * Begins the window.
	 */
	public void begin() {
		this.before = this.system.getProcessCpuTime();
	}

	/**
	 * Begins the window where another has ended.
	 * @param ended the clock of the other window, read at its end
	 */
	public void beginAfter(ProcessCpu ended) {
		this.before = ended.last;
	}

	/**
	 * The CPU time used since the window began.
	 * @return the CPU time in nanoseconds; zero if the system does not report it
	 */
	public long usedNanos() {
		this.last = this.system.getProcessCpuTime();
		return Math.max(0, this.last - this.before);
	}

}
