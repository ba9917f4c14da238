package dev.pprof4j;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.source.asyncprofiler.AsyncProfilerLibrary;
import dev.pprof4j.source.asyncprofiler.CpuSource;
import dev.pprof4j.symbol.SourceFiles;

/**
 * Takes profiles of this JVM. It starts no thread and loads nothing until the first
 * profile is asked for. Safe to share between threads.
 */
public final class Profiler implements AutoCloseable {

	/** How long closing waits for recordings to be read; they take a fraction of it. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final ProfilerOptions options;

	private final PrivateDirectory directory;

	private final Map<ProfileKind, WindowSource> sources = new EnumMap<>(ProfileKind.class);

	private final Waits waits;

	/**
	 * A profiler with the sources of this library.
	 * @param options what it may do
	 */
	public Profiler(ProfilerOptions options) {
		this(options, new PrivateDirectory(options.tempDir()));
	}

	private Profiler(ProfilerOptions options, PrivateDirectory directory) {
		this(options, directory, List.of(cpuSource(options, directory)));
	}

	/**
	 * A profiler with other sources.
	 * @param options what it may do
	 * @param sources one source for each kind of profile
	 */
	public Profiler(ProfilerOptions options, List<WindowSource> sources) {
		this(options, new PrivateDirectory(options.tempDir()), sources);
	}

	private Profiler(ProfilerOptions options, PrivateDirectory directory, List<WindowSource> sources) {
		this.options = options;
		this.directory = directory;
		this.waits = new Waits(options.maxConcurrent());
		for (WindowSource source : sources) {
			this.sources.put(source.kind(), source);
		}
	}

	private static WindowSource cpuSource(ProfilerOptions options, PrivateDirectory directory) {
		AsyncProfilerLibrary library = new AsyncProfilerLibrary(options.asyncProfilerLibrary(), options.tempDir());
		return new CpuSource(library, directory, options.cpuFrequency(), new SourceFiles(options.classLoader()));
	}

	/**
	 * Records for a while, and returns what was seen. Blocks for that long, or until
	 * {@link #stop()}: a window that is cut short ends with what there is.
	 * @param kind what to record
	 * @param duration how long
	 * @return the profile, with the window's real start and length
	 * @throws IllegalArgumentException if the duration is not positive or too long
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 * @throws InterruptedException if the thread is interrupted while it waits; the
	 * recording has ended then
	 */
	public Profile record(ProfileKind kind, Duration duration) throws InterruptedException {
		if (duration.isNegative() || duration.isZero() || duration.compareTo(this.options.maxDuration()) > 0) {
			throw new IllegalArgumentException(
					"A window lasts from 1 ns to " + this.options.maxDuration() + ", not " + duration);
		}
		try (Waits.Turn turn = this.waits.enter(duration); Recording recording = source(kind).start()) {
			boolean complete = turn.await();
			Profile profile = recording.stop();
			return complete ? profile : profile.withComment("Cut short: the application was stopping");
		}
	}

	/**
	 * What this profiler may do.
	 * @return the options it was made with
	 */
	public ProfilerOptions options() {
		return this.options;
	}

	/**
	 * Whether a kind of profile can be taken.
	 * @param kind the kind
	 * @return the state of its source, with the reason
	 */
	public SourceState state(ProfileKind kind) {
		return source(kind).state();
	}

	/**
	 * How long it takes until a window in progress has ended, at least.
	 * @return the time left, zero if there is none
	 */
	public Duration untilNextEnd() {
		return this.waits.untilNextEnd();
	}

	/**
	 * Ends the windows in progress, which are returned with what there is, and refuses
	 * new ones until {@link #start()}.
	 */
	public void stop() {
		this.waits.stop();
	}

	/**
	 * Takes profiles again after {@link #stop()}.
	 */
	public void start() {
		this.waits.start();
	}

	/**
	 * Stops, waits a while for the windows in progress to be returned, and deletes the
	 * private directory.
	 */
	@Override
	public void close() {
		stop();
		try {
			this.waits.awaitEmpty(PATIENCE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.directory.close();
	}

	private WindowSource source(ProfileKind kind) {
		return Objects.requireNonNull(this.sources.get(kind), () -> "No source for " + kind);
	}

}
