package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.symbol.SourceFiles;

/**
 * Heap and allocations from JDK Flight Recorder, for when there is no heap sampler. What
 * was allocated is estimated from a tenth of each second. What is in use is counted on
 * request, for {@code heap} only, because counting pauses the application; on a large
 * heap it is left out.
 */
public final class JfrHeapSource implements SnapshotSource {

	private static final String WHAT = "estimated with JDK Flight Recorder (allocations from a tenth of each second;"
			+ " in-use values from a class histogram and a few hundred old objects;"
			+ " totals are right, shares are rough)";

	/** The period of a profile whose values are not multiples of a period. */
	private static final int ESTIMATED = 1;

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final long maxHistogramBytes;

	private final SampledAllocations allocations;

	private final Attempts<JfrHeapRecording> recording;

	/**
	 * Creates a source that has not used Flight Recorder yet.
	 * @param sourceFiles finds the source files of classes
	 * @param directory where a recording is written while it is read
	 * @param maxStacks the maximum number of distinct stacks; all others are summed as
	 * one
	 * @param maxHistogramBytes the largest heap whose objects are counted
	 */
	public JfrHeapSource(SourceFiles sourceFiles, PrivateDirectory directory, int maxStacks, long maxHistogramBytes) {
		JfrFrames frames = new JfrFrames(sourceFiles);
		this.maxHistogramBytes = maxHistogramBytes;
		this.allocations = new SampledAllocations(4 * maxStacks);
		this.recording = new Attempts<>(() -> new JfrHeapRecording(frames, directory, this.allocations),
				JfrHeapRecording::start);
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
		String failure = this.recording.failure();
		return failure.isEmpty() ? SourceState.available(WHAT) : SourceState.unavailable(failure);
	}

	@Override
	public void start() {
		this.recording.begin();
	}

	/** Waits until Flight Recorder is running, or has failed to start. */
	void awaitStart() throws InterruptedException {
		this.recording.await(PATIENCE);
	}

	private void startAgain() {
		try {
			if (this.recording.begin()) {
				awaitStart();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		ProfileBuilder builder = new ProfileBuilder(kind, ESTIMATED);
		builder.comment("Not sampled, but " + WHAT);
		startAgain();
		String failure = this.recording.failure();
		if (!failure.isEmpty()) {
			throw new ProfilingException.Unavailable(failure);
		}
		this.allocations.addTo(builder); // even if a recording has ended
		JfrHeapRecording running = this.recording.running();
		if (running == null) {
			builder.comment("JDK Flight Recorder is starting: ask again in a moment");
		}
		else {
			addInUse(builder, running, kind, afterGc);
			if (running.hasEnded()) {
				builder.comment(RecorderAccess.ENDED + ": what has happened since is missing");
				this.recording.beginAfter(running); // what was recorded before stays
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
			builder
				.comment("In-use values are left out: %s bytes of heap are in use, more than the limit".formatted(used)
						+ " for counting objects, pprof.heap.histogram-max-heap=" + this.maxHistogramBytes);
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
			builder.comment("In-use values have no stacks, since the recording cannot be written to pprof.temp-dir ("
					+ ex + ")");
			return List.of();
		}
	}

	@Override
	public void close() {
		this.recording.close();
	}

}
