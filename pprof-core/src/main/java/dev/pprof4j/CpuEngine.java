package dev.pprof4j;

/**
 * What samples CPU time.
 */
public enum CpuEngine {

	/**
	 * JDK Flight Recorder if virtual threads are at work and it records their whole
	 * stacks, as it does from JDK 25 on; otherwise async-profiler, or Flight Recorder if
	 * async-profiler is not available.
	 */
	AUTO,

	/** async-profiler only, without a fallback. */
	ASYNC_PROFILER,

	/** JDK Flight Recorder only, without a fallback. */
	JFR

}
