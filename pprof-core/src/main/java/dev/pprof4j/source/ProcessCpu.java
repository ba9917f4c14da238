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

	private long last;

	/**
	 * The window begins.
	 */
	public void begin() {
		this.before = this.system.getProcessCpuTime();
	}

	/**
	 * The window begins where another has ended.
	 * @param ended the clock of that one, which was asked at its end
	 */
	public void beginAfter(ProcessCpu ended) {
		this.before = ended.last;
	}

	/**
	 * What was used since then.
	 * @return the CPU time in nanoseconds; zero if the system does not tell
	 */
	public long usedNanos() {
		this.last = this.system.getProcessCpuTime();
		return Math.max(0, this.last - this.before);
	}

}
