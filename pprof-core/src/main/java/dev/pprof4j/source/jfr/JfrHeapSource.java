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
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Heap and allocations from JDK Flight Recorder, where there is no heap sampler. What was
 * allocated is estimated from a tenth of each second. What is in use is counted on
 * request, for {@code heap} only, which stops the application; on a large heap it is left
 * out.
 */
public final class JfrHeapSource implements SnapshotSource {

	private static final String WHAT = "estimated with JDK Flight Recorder (allocations of a tenth of each second;"
			+ " in use by class histogram and a few hundred old objects)";

	private final JfrFrames frames;

	private final PrivateDirectory directory;

	private final int intervalBytes;

	private final long maxHistogramBytes;

	private volatile @Nullable Thread starter;

	private @Nullable JfrHeapRecording recording;

	private @Nullable String failure;

	private boolean closed;

	/**
	 * A source that has not touched Flight Recorder yet.
	 * @param sourceFiles finds the source files of classes
	 * @param directory where a recording is written while it is read
	 * @param intervalBytes the period that profiles claim, so that they compare with
	 * those of the sampler
	 * @param maxHistogramBytes the largest heap whose objects are counted
	 */
	public JfrHeapSource(SourceFiles sourceFiles, PrivateDirectory directory, int intervalBytes,
			long maxHistogramBytes) {
		this.frames = new JfrFrames(sourceFiles);
		this.directory = directory;
		this.intervalBytes = intervalBytes;
		this.maxHistogramBytes = maxHistogramBytes;
	}

	@Override
	public Set<ProfileKind> kinds() {
		return Set.of(ProfileKind.HEAP, ProfileKind.ALLOCS);
	}

	@Override
	public synchronized SourceState state() {
		return (this.failure != null) ? SourceState.unavailable(this.failure) : SourceState.available(WHAT);
	}

	/**
	 * Flight Recorder takes half a second to start, so it does on a thread of its own.
	 */
	@Override
	public synchronized void start() {
		if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty() || !FlightRecorder.isAvailable()) {
			throw new ProfilingException.Unavailable("this JVM has no Flight Recorder (module jdk.jfr)");
		}
		if (this.starter == null) {
			this.closed = false;
			Thread thread = new Thread(this::startRecording, "pprof-jfr-start");
			thread.setDaemon(true);
			thread.setContextClassLoader(null);
			thread.start();
			this.starter = thread;
		}
	}

	/** Waits until Flight Recorder runs, or has failed to. */
	void awaitStart() throws InterruptedException {
		Thread thread = this.starter;
		if (thread != null) {
			thread.join();
		}
	}

	private void startRecording() {
		try {
			JfrHeapRecording started = new JfrHeapRecording(this.frames, this.directory);
			started.start();
			keep(started);
		}
		catch (RuntimeException ex) { // a repository that cannot be written, for one
			fail("JDK Flight Recorder cannot be started: " + ex.getMessage());
		}
	}

	private synchronized void fail(String reason) {
		this.failure = reason;
	}

	private synchronized void keep(JfrHeapRecording started) {
		if (this.closed) {
			started.close();
			return;
		}
		this.recording = started;
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		ProfileBuilder builder = new ProfileBuilder(kind, this.intervalBytes);
		builder.comment("Not sampled, but " + WHAT);
		JfrHeapRecording running = running();
		if (running == null) {
			builder.comment("JDK Flight Recorder is starting: ask again in a moment");
		}
		else {
			running.allocations().addTo(builder);
			addInUse(builder, running, kind, afterGc);
		}
		return builder.build(Instant.now(), Duration.ZERO);
	}

	private synchronized @Nullable JfrHeapRecording running() {
		if (this.failure != null) {
			throw new ProfilingException.Unavailable(this.failure);
		}
		return this.recording;
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
		catch (IOException ex) {
			builder.comment("In-use values have no stacks, since the recording cannot be written (" + ex
					+ "): set pprof.temp-dir to a writable directory");
			return List.of();
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.starter = null;
		if (this.recording != null) {
			this.recording.close();
			this.recording = null;
		}
	}

}
