package dev.pprof4j.source.asyncprofiler;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.source.asyncprofiler.AsyncProfilerCommand.Intervals;
import dev.pprof4j.symbol.SourceFiles;

/**
 * Where the time goes, by stack, of all threads of the process: Java, native and kernel
 * code, and the JVM's own threads. CPU time by async-profiler's {@code cpu} event, which
 * uses perf_events where the kernel allows it and a timer for each thread elsewhere; all
 * time, whether a thread runs or waits, by its {@code wall} event. Any number of windows
 * of both at the same time.
 */
public final class AsyncProfilerSource implements WindowSource {

	private static final String LATE = "async-profiler was loaded with the first profile: in code that was compiled"
			+ " before, inlined methods are booked on their callers (see pprof.cpu.preload)";

	static final String VIRTUAL = "Virtual threads show while they run, and those that have waited without their"
			+ " callers: async-profiler sees no more of them";

	private final SampledEvent event;

	private final Shared shared;

	private AsyncProfilerSource(SampledEvent event, Shared shared) {
		this.event = event;
		this.shared = shared;
	}

	/**
	 * CPU time.
	 * @param shared what it shares with other sources
	 * @return the source
	 */
	public static AsyncProfilerSource cpu(Shared shared) {
		return new AsyncProfilerSource(SampledEvent.CPU, shared);
	}

	/**
	 * Time.
	 * @param shared what it shares with other sources
	 * @return the source
	 */
	public static AsyncProfilerSource wall(Shared shared) {
		return new AsyncProfilerSource(SampledEvent.WALL, shared);
	}

	@Override
	public ProfileKind kind() {
		return this.event.kind();
	}

	@Override
	public String name() {
		return "async-profiler";
	}

	@Override
	public SourceState state() {
		return this.shared.session.isTaken() ? SourceState.unavailable(Session.TAKEN) : this.shared.library.state();
	}

	@Override
	public Recording start() {
		return this.shared.session.join(this.event, samples());
	}

	private ExecutionSamples samples() {
		ExecutionSamples samples = new ExecutionSamples(this.event, this.shared.intervals.of(this.event),
				this.shared.sourceFiles);
		this.shared.library.profiler();
		if (this.shared.library.isLoadedLate() && !this.shared.armed.getAsBoolean()) {
			samples.comment(LATE);
		}
		if (VirtualThreads.areInUse()) {
			samples.comment(VIRTUAL);
		}
		return samples;
	}

	/**
	 * The one async-profiler of all sources of a profiler. Safe to share between threads.
	 */
	public static final class Shared {

		private final AsyncProfilerLibrary library;

		private final Intervals intervals;

		private final SharedSession session;

		private final SourceFiles sourceFiles;

		private final BooleanSupplier armed;

		/**
		 * An async-profiler whose native library has not been touched yet.
		 * @param library the native library
		 * @param directory where recordings are written
		 * @param cpuInterval the CPU time between two samples of a thread
		 * @param wallInterval the time between two samples of a thread
		 * @param sourceFiles finds the source files of classes
		 * @param armed whether the JIT compilers describe inlined code because somebody
		 * else wants it
		 */
		public Shared(AsyncProfilerLibrary library, PrivateDirectory directory, Duration cpuInterval,
				Duration wallInterval, SourceFiles sourceFiles, BooleanSupplier armed) {
			this.library = library;
			this.intervals = new Intervals(cpuInterval.toNanos(), wallInterval.toNanos());
			this.session = new SharedSession(library, directory, this.intervals);
			this.sourceFiles = sourceFiles;
			this.armed = armed;
		}

	}

}
