package dev.pprof4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ProfileKind.Timing;
import dev.pprof4j.profile.ThreadPicture;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.TraceFile;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.source.thread.ThreadSource;

/**
 * Takes profiles of this JVM. It loads nothing before {@link #start()} or the first
 * profile, whichever comes first: what is counted since the start is counted from there.
 * Safe to share between threads.
 */
public final class Profiler implements AutoCloseable {

	/** How long closing waits for recordings to be read; they take a fraction of it. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final ProfilerOptions options;

	private final PrivateDirectory directory;

	private final Sources sources;

	private final Places places;

	private final WaitingCallers waits;

	private final ContinuousRecording continuous;

	private final ProfilerStatus status;

	private final BegunRecordings begun = new BegunRecordings();

	private volatile boolean closed;

	/**
	 * A profiler with the sources of this library.
	 * @param options what it may do
	 */
	public Profiler(ProfilerOptions options) {
		this(options, SourceWiring::sources);
	}

	/**
	 * A profiler with other sources.
	 * @param options what it may do
	 * @param windows one source for each kind of profile that is taken over a window
	 * @param snapshots sources of what is counted since the start
	 */
	public Profiler(ProfilerOptions options, List<WindowSource> windows, List<SnapshotSource> snapshots) {
		this(options, (wiring) -> wiring.sources(windows, snapshots));
	}

	private Profiler(ProfilerOptions options, Function<SourceWiring, Sources> sources) {
		this.options = options;
		this.directory = new PrivateDirectory(options.tempDir());
		this.sources = sources.apply(new SourceWiring(options, this.directory));
		this.places = new Places(options.maxConcurrent());
		this.waits = new WaitingCallers(this.sources, this.places, options.maxDuration());
		this.continuous = new ContinuousRecording(this.sources::continuous, options.sampling().continuous());
		this.status = new ProfilerStatus(this.sources, this.continuous, this.places);
	}

	/**
	 * Records for a while, and returns what was seen; of what is counted since the start,
	 * what came in that time. Blocks for that long, or until {@link #stop()}: a window
	 * that is cut short ends with what there is.
	 * @param kind what to record
	 * @param duration how long
	 * @return the profile, with the window's real length
	 * @throws IllegalArgumentException if the duration is not positive or too long
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 * @throws InterruptedException if the thread is interrupted while it waits; the
	 * recording has ended then
	 */
	public Profile record(ProfileKind kind, Duration duration) throws InterruptedException {
		return take(ProfileRequest.over(kind, duration));
	}

	/**
	 * Begins to record, for as long as the caller wants: neither the longest duration nor
	 * the most windows hold for it, and {@link #stop()} does not end it. What it records
	 * is kept in a file, some 30 bytes a sample; {@link #close()} throws it away.
	 * @param kind a kind that is recorded over a window
	 * @return the recording, for the caller to stop and to close
	 * @throws IllegalArgumentException if it is counted since the start
	 * @throws ProfilingException if it cannot be recorded, with the reason
	 */
	public Recording begin(ProfileKind kind) {
		if (kind.timing() != Timing.WINDOW) {
			throw new IllegalArgumentException(kind + " is counted since the start: take a snapshot of it");
		}
		checkOpen();
		Recording recording = this.begun.add(this.sources.window(kind).start());
		checkOpen();
		return recording;
	}

	private void checkOpen() {
		if (this.closed) {
			throw new ProfilingException.Unavailable("The profiler is closed");
		}
	}

	/**
	 * What was counted since the start. Returns at once, and resets nothing.
	 * @param kind a kind that is counted since the start
	 * @return the profile
	 * @throws IllegalArgumentException if the kind is recorded over a window
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 */
	public Profile snapshot(ProfileKind kind) {
		checkOpen();
		return this.sources.snapshot(kind).snapshot(kind, false);
	}

	/**
	 * Takes a profile.
	 * @param request which
	 * @return the profile
	 * @throws IllegalArgumentException if the duration is not positive or too long
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 * @throws InterruptedException if the thread is interrupted while it waits; the
	 * recording has ended then
	 */
	public Profile take(ProfileRequest request) throws InterruptedException {
		checkOpen();
		Duration duration = request.duration();
		if (duration == null) {
			return this.sources.snapshot(request.kind()).snapshot(request.kind(), request.gc());
		}
		if (request.past()) {
			return past(duration);
		}
		return this.waits.take(request, duration);
	}

	/**
	 * What the CPU was used for until now, which is recorded already where
	 * {@link SamplingOptions.Continuous} says so, also after {@link #stop()}.
	 * @param last how long ago it begins, to within a sixtieth of what is kept, from a
	 * second to a minute
	 * @return the profile, with what is kept of it
	 * @throws IllegalArgumentException if that is not positive
	 * @throws ProfilingException if nothing of it is kept, with the reason
	 */
	public Profile past(Duration last) {
		if (last.isNegative() || last.isZero()) {
			throw new IllegalArgumentException("The past is some time ago, not " + last);
		}
		checkOpen();
		Places.Place place = this.places.enterToRead();
		try {
			return this.continuous.last(last);
		}
		finally {
			place.close();
		}
	}

	/**
	 * Records everything that JDK Flight Recorder tells. Blocks for that long, or until
	 * {@link #stop()}; that it was cut short is logged.
	 * @param duration how long
	 * @return the recording, for the caller to close
	 * @throws IllegalArgumentException if the duration is not positive or too long
	 * @throws ProfilingException if it cannot be recorded, with the reason
	 * @throws InterruptedException if the thread is interrupted while it waits; the
	 * recording has ended then
	 */
	public TraceFile trace(Duration duration) throws InterruptedException {
		checkOpen();
		return this.waits.trace(duration);
	}

	/**
	 * Every live thread by itself, as soon as it has been looked at: a picture of each,
	 * not of all at the same moment.
	 * @param each is given the threads
	 * @return how many threads there are beyond the most that are looked at
	 * @throws ProfilingException.Unavailable if threads cannot be looked at, or it is
	 * closed
	 */
	public long dump(Consumer<ThreadPicture> each) {
		checkOpen();
		return this.sources.threads().dump(each);
	}

	/**
	 * The platform threads that wait for each other.
	 * @return one sentence for each cycle
	 */
	public List<String> deadlocks() {
		return ThreadSource.deadlocks();
	}

	/**
	 * What this profiler may do.
	 * @return the options it was made with
	 */
	public ProfilerOptions options() {
		return this.options;
	}

	/**
	 * What can be taken, where it comes from, and how much there is of it.
	 * @return the status, which tells how things are when it is asked
	 */
	public ProfilerStatus status() {
		return this.status;
	}

	/**
	 * Ends the windows in progress, which are returned with what there is, and refuses
	 * new ones until {@link #start()}.
	 */
	public void stop() {
		this.places.stop();
		this.continuous.stop();
	}

	/**
	 * Begins to count what is counted since the start, and to keep the past where that is
	 * wanted; takes windows again after {@link #stop()}. What cannot be counted is
	 * logged, and told by {@link #status()}.
	 * @throws ProfilingException.Unavailable if it is closed
	 */
	public void start() {
		start(ProfileKind.values());
	}

	/**
	 * The same for some kinds; others begin when they are first asked for, or with
	 * {@link #start()}.
	 * @param kinds what to count
	 * @throws ProfilingException.Unavailable if it is closed
	 */
	public void start(ProfileKind... kinds) {
		checkOpen();
		this.places.start();
		this.sources.start(Arrays.asList(kinds));
		if (Arrays.asList(kinds).contains(ProfileKind.CPU)) {
			this.continuous.start();
		}
	}

	/**
	 * Stops for good, ends counting and recording, waits a while for the windows in
	 * progress to be returned, and deletes the private directory.
	 */
	@Override
	public void close() {
		this.closed = true;
		stop();
		try {
			this.places.awaitEmpty(PATIENCE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		List<AutoCloseable> all = new ArrayList<>(List.of(this.continuous, this.begun));
		all.addAll(this.sources.snapshots());
		all.add(this.directory);
		Closing.all(all);
	}

}
