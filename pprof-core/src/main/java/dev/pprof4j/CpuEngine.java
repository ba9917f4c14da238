package dev.pprof4j;

/**
 * What samples CPU time.
 */
public enum CpuEngine {

	/**
	 * JDK Flight Recorder where virtual threads are at work and it tells their whole
	 * stacks, from JDK 25 on; else async-profiler, or Flight Recorder where
	 * async-profiler cannot be had.
	 */
	AUTO,

	/** async-profiler, or nothing. */
	ASYNC_PROFILER,

	/** JDK Flight Recorder, or nothing. */
	JFR

}
