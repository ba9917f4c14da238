package dev.pprof4j.source.asyncprofiler;

import java.nio.file.Path;
import java.util.regex.Pattern;

import dev.pprof4j.source.ProfilingException;

/**
 * The commands sent to async-profiler. They are built only from constants, numbers and
 * paths that we create; there is no way to pass in text.
 */
final class AsyncProfilerCommand {

	static final String STOP = "stop";

	static final String STATUS = "status";

	static final String METRICS = "metrics";

	/** Ends a chunk of the recording and continues with the next; takes a millisecond. */
	static final String DUMP = "dump,jfr";

	/** The longest time between two ticks of a kernel's clock. */
	private static final long TICK_NANOS = 10_000_000;

	/**
	 * Characters that async-profiler would take for the end of the path, or for a pattern
	 * to expand.
	 */
	private static final Pattern MISREAD = Pattern.compile("[,%\\p{Cntrl}]");

	private AsyncProfilerCommand() {
	}

	/**
	 * Starts sampling, into chunks that end only where they are cut.
	 * @param intervals what to sample, and how often
	 * @param file where the JFR recording goes
	 * @return the command
	 */
	static String start(Intervals intervals, Path file) {
		StringBuilder command = new StringBuilder("start");
		if (intervals.include(SampledEvent.CPU)) {
			command.append(",event=").append(cpuEvent(intervals.of(SampledEvent.CPU)));
			command.append(",interval=").append(intervals.of(SampledEvent.CPU));
		}
		if (intervals.include(SampledEvent.WALL)) {
			// As 'event=wall' it would not report threads at rest until it is stopped.
			command.append(",wall=").append(intervals.of(SampledEvent.WALL));
		}
		return command.append(",signal=")
			.append(Signals.ofThisCopy())
			.append(",loglevel=error,chunksize=0,chunktime=0,jfr,file=")
			.append(checked(file))
			.toString();
	}

	/**
	 * A timer per thread costs a server far less than perf_events do. But the kernel
	 * checks the timer only when the kernel's clock ticks, 100 to 1,000 times a second,
	 * and finds the thread running. If two intervals have passed by then, they make one
	 * sample. So some samples are missing where threads run for less than a tick at a
	 * time, and most would be where many more samples are wanted.
	 */
	private static String cpuEvent(long intervalNanos) {
		boolean linux = System.getProperty("os.name").startsWith("Linux");
		return (linux && intervalNanos >= TICK_NANOS) ? "ctimer" : "cpu";
	}

	private static Path checked(Path file) {
		if (MISREAD.matcher(file.toString()).find()) {
			throw new ProfilingException.Unavailable("async-profiler cannot write to " + file.getParent()
					+ ": set pprof.temp-dir to a directory without commas, percent signs and control characters in its path");
		}
		return file;
	}

}
