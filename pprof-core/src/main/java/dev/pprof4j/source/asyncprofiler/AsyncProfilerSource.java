package dev.pprof4j.source.asyncprofiler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.symbol.SourceFiles;

/**
 * Shows by stack where all threads of the process spend their time, in Java, native and
 * kernel code, and includes the JVM's own threads. CPU time is sampled by a timer per
 * thread. If more than 100 samples a second are wanted, perf_events are used where the
 * kernel allows them; only they show kernel code. Wall-clock time, whether a thread runs
 * or waits, is sampled by the {@code wall} event. Any number of windows of both can run
 * at the same time.
 */
public final class AsyncProfilerSource implements WindowSource {

	private static final String LATE = "async-profiler was loaded with the first profile: in code compiled before that,"
			+ " inlined methods count as their callers (see pprof.cpu.preload)";

	static final String VIRTUAL = "async-profiler sees virtual threads only while they run, and without their callers"
			+ " if they have waited";

	private final SampledEvent event;

	private final Duration interval;

	private final Shared shared;

	private AsyncProfilerSource(SampledEvent event, Duration interval, Shared shared) {
		this.event = event;
		this.interval = interval;
		this.shared = shared;
	}

	/**
	 * A source of CPU time.
	 * @param interval the CPU time between two samples of a thread: less while another
	 * source with the same {@code shared} wants less
	 * @param shared what it shares with other sources
	 * @return the source
	 */
	public static AsyncProfilerSource cpu(Duration interval, Shared shared) {
		return new AsyncProfilerSource(SampledEvent.CPU, interval, shared);
	}

	/**
	 * A source of wall-clock time.
	 * @param interval the time between two samples of a thread
	 * @param shared what it shares with other sources
	 * @return the source
	 */
	public static AsyncProfilerSource wall(Duration interval, Shared shared) {
		return new AsyncProfilerSource(SampledEvent.WALL, interval, shared);
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
		return this.shared.session.join(wanted());
	}

	@Override
	public Recording startAfter(Recording previous) {
		return this.shared.session.follow((SharedWindow) previous, wanted());
	}

	private WantedSamples wanted() {
		this.shared.library.profiler();
		List<String> comments = new ArrayList<>();
		if (this.shared.library.isLoadedLate() && !this.shared.armed.getAsBoolean()) {
			comments.add(LATE);
		}
		if (VirtualThreads.areInUse()) {
			comments.add(VIRTUAL);
		}
		return new WantedSamples(this.event, this.interval.toNanos(), this.shared.sourceFiles, comments);
	}

	/**
	 * The one async-profiler that all sources of a profiler share. Safe to share between
	 * threads.
	 */
	public static final class Shared {

		private final AsyncProfilerLibrary library;

		private final SharedSession session;

		private final SourceFiles sourceFiles;

		private final BooleanSupplier armed;

		/**
		 * An async-profiler whose native library has not been touched yet.
		 * @param library the native library
		 * @param directory where recordings are written
		 * @param sourceFiles finds the source files of classes
		 * @param armed whether the JIT compilers describe inlined code because something
		 * else wants it
		 */
		public Shared(AsyncProfilerLibrary library, PrivateDirectory directory, SourceFiles sourceFiles,
				BooleanSupplier armed) {
			this.library = library;
			this.session = new SharedSession(library, directory);
			this.sourceFiles = sourceFiles;
			this.armed = armed;
		}

	}

}
