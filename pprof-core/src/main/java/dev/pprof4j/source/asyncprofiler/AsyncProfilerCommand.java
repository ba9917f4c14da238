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

	static final String STATUS = "status";

	static final String METRICS = "metrics";

	/** Ends a chunk of the recording, and goes on with the next: takes a millisecond. */
	static final String DUMP = "dump,jfr";

	/** Between two ticks of a kernel's clock at most. */
	private static final long TICK_NANOS = 10_000_000;

	/**
	 * What async-profiler would take for the end of the path, or for a pattern to fill
	 * in.
	 */
	private static final Pattern MISREAD = Pattern.compile("[,%\\p{Cntrl}]");

	private AsyncProfilerCommand() {
	}

	/**
	 * Starts to sample, into chunks that end only where they are cut.
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
			// As 'event=wall' it would not tell of threads at rest before it is stopped.
			command.append(",wall=").append(intervals.of(SampledEvent.WALL));
		}
		return command.append(",signal=")
			.append(Signals.ofThisCopy())
			.append(",loglevel=error,chunksize=0,chunktime=0,jfr,file=")
			.append(checked(file))
			.toString();
	}

	/**
	 * A timer for each thread costs a server far less than perf_events do. But the kernel
	 * looks at it only when its clock ticks, 100 to 1,000 times a second, and finds the
	 * thread running. Two intervals that have passed by then are one sample: some are
	 * missing where threads run for less than a tick at a time, and most would be where
	 * many more samples are wanted.
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
