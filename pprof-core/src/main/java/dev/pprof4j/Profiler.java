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
 * profile, whichever comes first; profiles of what is counted since the start count from
 * that moment. Safe to share between threads.
 */
public final class Profiler implements AutoCloseable {

	/**
	 * How long closing waits for recordings to be read, which takes a fraction of that.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final ProfilerOptions options;

	private final PrivateDirectory directory;

	private final Sources sources;

	private final CallerSlots slots;

	private final WaitingCallers waits;

	private final ContinuousRecording continuous;

	private final ProfilerStatus status;

	private final BegunRecordings begun = new BegunRecordings();

	private volatile boolean closed;

	/**
	 * Creates a profiler with the sources of this library.
	 * @param options what the profiler may do
	 */
	public Profiler(ProfilerOptions options) {
		this(options, SourceWiring::sources);
	}

	/**
	 * Creates a profiler with other sources.
	 * @param options what the profiler may do
	 * @param windows one source for each kind of profile that is recorded over a window
	 * @param snapshots sources of what is counted since the start
	 */
	public Profiler(ProfilerOptions options, List<WindowSource> windows, List<SnapshotSource> snapshots) {
		this(options, (wiring) -> wiring.sources(windows, snapshots));
	}

	private Profiler(ProfilerOptions options, Function<SourceWiring, Sources> sources) {
		this.options = options;
		this.directory = new PrivateDirectory(options.tempDir());
		this.sources = sources.apply(new SourceWiring(options, this.directory));
		this.slots = new CallerSlots(options.maxConcurrent());
		this.waits = new WaitingCallers(this.sources, this.slots, options.maxDuration());
		this.continuous = new ContinuousRecording(this.sources::continuous, options.sampling().continuous());
		this.status = new ProfilerStatus(this.sources, this.continuous, this.slots);
	}

	/**
	 * Records for the given duration and returns the profile. For a kind that is counted
	 * since the start, the profile has what was added in that time. Blocks until the
	 * duration is over or {@link #stop()} is called; a window that is cut short returns
	 * what it has.
	 * @param kind what to record
	 * @param duration how long
	 * @return the profile, with the actual length of the window
	 * @throws IllegalArgumentException if the duration is not positive or too long
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 * @throws InterruptedException if the thread is interrupted while it waits, which
	 * ends the recording
	 */
	public Profile record(ProfileKind kind, Duration duration) throws InterruptedException {
		return take(ProfileRequest.over(kind, duration));
	}

	/**
	 * Starts a recording that lasts as long as the caller wants. The limits on duration
	 * and concurrent windows do not apply to it, and {@link #stop()} does not end it. Its
	 * data is kept in a file, some 30 bytes per sample; {@link #close()} discards it.
	 * @param kind a kind that is recorded over a window
	 * @return the recording, for the caller to stop and to close
	 * @throws IllegalArgumentException if the kind is not recorded over a window
	 * @throws ProfilingException if the recording cannot be made, with the reason
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
	 * Returns what has been counted since the start. There is no window to wait for, and
	 * nothing is reset.
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
	 * Takes the requested profile.
	 * @param request what to take
	 * @return the profile
	 * @throws IllegalArgumentException if the duration is not positive or too long
	 * @throws ProfilingException if the profile cannot be taken, with the reason
	 * @throws InterruptedException if the thread is interrupted while it waits, which
	 * ends the recording
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
	 * Returns a profile of past CPU time, up to now. This requires
	 * {@link SamplingOptions.Continuous} to be enabled. What is kept can still be read
	 * after {@link #stop()}.
	 * @param last how far back the profile goes, accurate to a sixtieth of the retention,
	 * but no finer than a second and no coarser than a minute
	 * @return the profile of what is kept of that time
	 * @throws IllegalArgumentException if the time is not positive
	 * @throws ProfilingException if nothing of that time is kept, with the reason
	 */
	public Profile past(Duration last) {
		if (last.isNegative() || last.isZero()) {
			throw new IllegalArgumentException("The length of the past must be positive, not " + last);
		}
		checkOpen();
		CallerSlots.Slot slot = this.slots.enterToRead();
		try {
			return this.continuous.last(last);
		}
		finally {
			slot.close();
		}
	}

	/**
	 * Makes a whole recording with JDK Flight Recorder. Blocks until the duration is over
	 * or {@link #stop()} is called; if the recording is cut short, that is logged.
	 * @param duration how long
	 * @return the recording, for the caller to close
	 * @throws IllegalArgumentException if the duration is not positive or too long
	 * @throws ProfilingException if the recording cannot be made, with the reason
	 * @throws InterruptedException if the thread is interrupted while it waits, which
	 * ends the recording
	 */
	public TraceFile trace(Duration duration) throws InterruptedException {
		checkOpen();
		return this.waits.trace(duration);
	}

	/**
	 * Passes on every live thread as soon as it has been inspected: each is shown at its
	 * own moment, not all at the same one.
	 * @param each receives the threads
	 * @return the number of threads beyond the limit, which were not inspected
	 * @throws ProfilingException.Unavailable if threads cannot be inspected, or the
	 * profiler is closed
	 */
	public long dump(Consumer<ThreadPicture> each) {
		checkOpen();
		return this.sources.threads().dump(each);
	}

	/**
	 * Finds platform threads that wait for each other.
	 * @return one sentence for each cycle
	 */
	public List<String> deadlocks() {
		return ThreadSource.deadlocks();
	}

	/**
	 * Returns what this profiler may do.
	 * @return the options it was made with
	 */
	public ProfilerOptions options() {
		return this.options;
	}

	/**
	 * Returns which profiles can be taken, where they come from, and how much they hold.
	 * @return the status, which describes the moment at which it is queried
	 */
	public ProfilerStatus status() {
		return this.status;
	}

	/**
	 * Ends the windows in progress, which return what they have, and refuses new ones
	 * until {@link #start()}.
	 */
	public void stop() {
		this.slots.stop();
		this.continuous.stop();
	}

	/**
	 * Starts counting everything that is counted since the start, and continuous
	 * recording if it is enabled. After {@link #stop()}, windows are accepted again. What
	 * cannot be counted is logged and reported by {@link #status()}.
	 * @throws ProfilingException.Unavailable if the profiler is closed
	 */
	public void start() {
		start(ProfileKind.values());
	}

	/**
	 * Does the same for some kinds. The others start when first requested, or with
	 * {@link #start()}.
	 * @param kinds what to count
	 * @throws ProfilingException.Unavailable if the profiler is closed
	 */
	public void start(ProfileKind... kinds) {
		checkOpen();
		this.slots.start();
		count(kinds);
		if (Arrays.asList(kinds).contains(ProfileKind.CPU)) {
			this.continuous.start();
		}
	}

	/** Starts counting, and nothing else: windows are not accepted again. */
	void count(ProfileKind... kinds) {
		checkOpen();
		this.sources.start(Arrays.asList(kinds));
	}

	/**
	 * Stops for good: ends counting and recording, waits a while for the windows in
	 * progress to return, and deletes the private directory.
	 */
	@Override
	public void close() {
		this.closed = true;
		stop();
		try {
			this.slots.awaitEmpty(PATIENCE);
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
