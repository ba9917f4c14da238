package dev.pprof4j.source.thread;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.Sample;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import org.jspecify.annotations.Nullable;

/**
 * What snapshots of all threads have seen since one caller started. Whoever takes the
 * snapshots adds them under the lock under which a window leaves.
 */
final class SnapshotWindow implements Recording {

	/** Some 30 MB for a window, if stacks are a hundred frames deep. */
	private static final int MAX_SAMPLES = 32 * 1024;

	/** A window says so if it has not seen more than this part of its time. */
	private static final int UNSEEN_PART = 10;

	private static final String NO_MORE = "No more snapshots of the threads could be taken: ";

	private final Consumer<SnapshotWindow> leave;

	private final ProfileBuilder builder;

	private final Instant start = Instant.now();

	private final long startNanos = System.nanoTime();

	private long seenNanos = this.startNanos;

	/** The time before snapshots that failed: the next one cannot speak for it. */
	private long failedNanos;

	private int snapshots;

	/** What the snapshots say, in the words of the first that says something. */
	private List<String> comments = List.of();

	private long endNanos;

	private boolean ended;

	private @Nullable ProfilingException failure;

	/** Why no more snapshots come. */
	private volatile @Nullable Throwable loss;

	/**
	 * A window that begins now.
	 * @param interval the minimum time between two snapshots
	 * @param leave called when the window ends, perhaps more than once
	 */
	SnapshotWindow(Duration interval, Consumer<SnapshotWindow> leave) {
		this.builder = new ProfileBuilder(ProfileKind.WALL, interval.toNanos(), MAX_SAMPLES,
				Frame.ofMissing("too many stacks"));
		this.leave = leave;
	}

	/** A snapshot has failed. */
	void fail(ProfilingException reason, long now) {
		this.failure = reason;
		this.failedNanos += now - this.seenNanos;
		this.seenNanos = now;
	}

	/** No more snapshots come. Nothing is created here: there may be no memory left. */
	void lose(Throwable cause) {
		this.loss = cause;
	}

	/** What has been seen is in memory. */
	@Override
	public long bytes() {
		return 0;
	}

	@Override
	public boolean mustEnd() {
		return this.loss != null;
	}

	void add(Profile picture, long now) {
		for (Sample sample : picture.samples()) {
			long threads = sample.values().get(0);
			this.builder.addFrom(sample, labels(sample.labels()), threads, threads * (now - this.seenNanos));
		}
		this.seenNanos = now;
		this.snapshots++;
		this.comments = this.comments.isEmpty() ? picture.comments() : this.comments;
	}

	/** Uses the name of a thread's pool as the name of the thread. */
	private static Labels labels(Labels seen) {
		List<Label> labels = seen.all()
			.stream()
			.map((label) -> label.key().equals(LabelKeys.POOL) ? new Label(LabelKeys.THREAD, label.text(), 0, "")
					: label)
			.toList();
		return Labels.of(labels.toArray(Label[]::new));
	}

	@Override
	public void end() {
		this.leave.accept(this);
		if (!this.ended) {
			this.ended = true;
			this.endNanos = System.nanoTime();
		}
	}

	@Override
	public Profile stop() {
		end();
		if (this.builder.size() == 0) {
			refuse();
		}
		return this.builder.build(this.start, Duration.ofNanos(this.endNanos - this.startNanos))
			.withComments(remarks());
	}

	private void refuse() {
		Throwable cause = this.loss;
		if (cause != null) {
			throw new ProfilingException.Unavailable(NO_MORE + cause, cause);
		}
		if (this.failure != null) {
			throw this.failure;
		}
	}

	private List<String> remarks() {
		List<String> remarks = new ArrayList<>();
		remarks.add("Wall-clock time comes from repeated snapshots of all threads: %s in this window"
			.formatted(this.snapshots));
		remarks.addAll(this.comments);
		if (this.failure != null) {
			remarks.add("Some snapshots failed, and %s ms of the window are missing: %s"
				.formatted(TimeUnit.NANOSECONDS.toMillis(this.failedNanos), this.failure.getMessage()));
		}
		if (this.loss != null) {
			remarks.add(NO_MORE + this.loss);
		}
		long unseenNanos = this.endNanos - this.seenNanos;
		if (unseenNanos > (this.endNanos - this.startNanos) / UNSEEN_PART) {
			remarks.add("The last %s ms of the window are missing: no snapshot was completed in that time"
				.formatted(TimeUnit.NANOSECONDS.toMillis(unseenNanos)));
		}
		return remarks;
	}

	@Override
	public void close() {
		this.leave.accept(this);
	}

}
