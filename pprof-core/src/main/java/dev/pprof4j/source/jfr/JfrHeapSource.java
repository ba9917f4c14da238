package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.symbol.SourceFiles;
import org.jspecify.annotations.Nullable;

/**
 * Heap and allocations from JDK Flight Recorder, where there is no heap sampler. What was
 * allocated is estimated from a tenth of each second. What is in use is counted on
 * request, for {@code heap} only, which stops the application; on a large heap it is left
 * out.
 */
public final class JfrHeapSource implements SnapshotSource {

	private static final String WHAT = "estimated with JDK Flight Recorder (allocations of a tenth of each second;"
			+ " in use by class histogram and a few hundred old objects; totals are right, shares are rough)";

	/** The period of a profile whose values are not multiples of one. */
	private static final int ESTIMATED = 1;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final JfrFrames frames;

	private final PrivateDirectory directory;

	private final long maxHistogramBytes;

	private final SampledAllocations allocations;

	private @Nullable Start<JfrHeapRecording> start;

	/** From the start until it is closed. */
	private boolean wanted;

	/**
	 * A source that has not touched Flight Recorder yet.
	 * @param sourceFiles finds the source files of classes
	 * @param directory where a recording is written while it is read
	 * @param maxStacks how many stacks are told apart; others are summed in one
	 * @param maxHistogramBytes the largest heap whose objects are counted
	 */
	public JfrHeapSource(SourceFiles sourceFiles, PrivateDirectory directory, int maxStacks, long maxHistogramBytes) {
		this.frames = new JfrFrames(sourceFiles);
		this.directory = directory;
		this.allocations = new SampledAllocations(4 * maxStacks);
		this.maxHistogramBytes = maxHistogramBytes;
	}

	@Override
	public Set<ProfileKind> kinds() {
		return Set.of(ProfileKind.HEAP, ProfileKind.ALLOCS);
	}

	@Override
	public String name() {
		return "jfr";
	}

	@Override
	public SourceState state() {
		String failure = failure();
		return failure.isEmpty() ? SourceState.available(WHAT) : SourceState.unavailable(failure);
	}

	/** Empty if it has not failed. */
	private String failure() {
		return current().map(Start::failure).orElse("");
	}

	private synchronized Optional<Start<JfrHeapRecording>> current() {
		return Optional.ofNullable(this.start);
	}

	/**
	 * Flight Recorder takes half a second to start, so it does on a thread of its own;
	 * again where it has failed to.
	 */
	@Override
	public synchronized void start() {
		RecorderAccess.requireModule();
		if (this.start == null || !this.start.failure().isEmpty()) {
			begin(this.start != null);
		}
	}

	private void begin(boolean again) {
		this.wanted = true;
		this.start = new Start<>(() -> new JfrHeapRecording(this.frames, this.directory, this.allocations),
				JfrHeapRecording::start, again);
	}

	/** What was told until then stays. */
	private synchronized void beginAfter(JfrHeapRecording ended) {
		if (this.start != null && this.start.started() == ended) {
			this.start.close();
			this.start = null; // if no thread can be made now, another attempt may
			begin(true);
		}
	}

	/** Where it has failed: what has kept it from that may be gone. */
	private void startAgain() {
		try {
			if (beginsAgain()) {
				awaitStart();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized boolean beginsAgain() {
		boolean failed = !failure().isEmpty() || (this.wanted && this.start == null);
		if (failed) {
			begin(true);
		}
		return failed;
	}

	/** Waits until Flight Recorder runs, or has failed to. */
	void awaitStart() throws InterruptedException {
		Optional<Start<JfrHeapRecording>> current = current();
		if (current.isPresent()) {
			current.get().await(PATIENCE);
		}
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		ProfileBuilder builder = new ProfileBuilder(kind, ESTIMATED);
		builder.comment("Not sampled, but " + WHAT);
		startAgain();
		String failure = failure();
		if (!failure.isEmpty()) {
			throw new ProfilingException.Unavailable(failure);
		}
		this.allocations.addTo(builder); // whatever has ended meanwhile
		JfrHeapRecording running = current().map(Start::started).orElse(null);
		if (running == null) {
			builder.comment("JDK Flight Recorder is starting: ask again in a moment");
		}
		else {
			addInUse(builder, running, kind, afterGc);
			if (running.hasEnded()) {
				builder.comment(
						"Something else in this JVM has stopped JDK Flight Recorder's recordings, or there was no room or no memory for them:"
								+ " what has happened since is missing, and where there is room it is told again from now on");
				beginAfter(running);
			}
		}
		return builder.build(Instant.now(), Duration.ZERO);
	}

	private void addInUse(ProfileBuilder builder, JfrHeapRecording running, ProfileKind kind, boolean afterGc) {
		long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
		if (kind != ProfileKind.HEAP) {
			builder.comment("In-use values are in the profile 'heap' only: counting objects stops the application");
		}
		else if (used > this.maxHistogramBytes) {
			builder.comment("In-use values are left out: %d bytes of heap are in use, more than".formatted(used)
					+ " pprof.heap.histogram-max-heap=" + this.maxHistogramBytes + " allows to count");
		}
		else {
			ClassHistogram histogram = ClassHistogram.take(afterGc);
			new InUse(histogram, oldObjects(builder, running)).addTo(builder);
		}
	}

	private static List<OldObject> oldObjects(ProfileBuilder builder, JfrHeapRecording running) {
		try {
			return running.oldObjects();
		}
		catch (ProfilingException.Unavailable ex) {
			builder.comment("In-use values have no stacks: " + ex.getMessage());
			return List.of();
		}
		catch (IOException ex) {
			builder.comment("In-use values have no stacks, since the recording cannot be written (" + ex
					+ "): set pprof.temp-dir to a writable directory");
			return List.of();
		}
	}

	@Override
	public synchronized void close() {
		if (this.start != null) {
			this.start.close();
			this.start = null;
		}
		this.wanted = false;
	}

}
