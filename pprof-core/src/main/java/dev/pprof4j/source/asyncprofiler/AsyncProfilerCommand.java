package dev.pprof4j.source.asyncprofiler;

import java.nio.file.Path;
import java.util.regex.Pattern;

import dev.pprof4j.source.ProfilingException;

/**
 * The commands that async-profiler is given. They are put together from constants,
 * numbers and paths of our own making; there is no way to pass it a text.
 */
final class AsyncProfilerCommand {

	static final String STOP = "stop";

	static final String METRICS = "metrics";

	/**
	 * SIGVTALRM, not the default SIGPROF, since JFR's CPU-time sampler goes silent for
	 * good once anybody has used that. It is no real-time signal on purpose: when the
	 * queue of those is full the kernel sends SIGIO instead, which ends the process.
	 */
	private static final int SIGNAL = 26;

	/**
	 * What async-profiler would take for the end of the path, or for a pattern to fill
	 * in.
	 */
	private static final Pattern MISREAD = Pattern.compile("[,%\\p{Cntrl}]");

	private AsyncProfilerCommand() {
	}

	/**
	 * Starts CPU sampling.
	 * @param intervalNanos the CPU time between two samples of a thread
	 * @param file where the JFR recording goes
	 * @return the command
	 */
	static String startCpu(long intervalNanos, Path file) {
		return "start,event=cpu,interval=%d,signal=%d,loglevel=error,jfr,file=%s".formatted(intervalNanos, SIGNAL,
				checked(file));
	}

	private static Path checked(Path file) {
		if (MISREAD.matcher(file.toString()).find()) {
			throw new ProfilingException.Unavailable("async-profiler cannot write to " + file.getParent()
					+ ": set pprof.temp-dir to a directory without commas, percent signs and control characters in its path");
		}
		return file;
	}

}
