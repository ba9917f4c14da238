package dev.pprof4j.source.thread;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.Sample;
import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.Durations;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import org.jspecify.annotations.Nullable;

/**
 * Wall-clock time by stack. Takes snapshots of all threads repeatedly, and counts for
 * each stack the time since the previous snapshot. All windows share the snapshots, which
 * take at most a tenth of one CPU. Safe to share between threads.
 */
public final class ThreadSamplingSource implements WindowSource {

	/** Some 30 MB if stacks are a hundred frames deep. */
	private static final int MAX_SAMPLES = 32 * 1024;

	/** Rests nine times as long as the last snapshot took. */
	private static final int REST = 9;

	/** A window says so if it has not seen more than this part of its time. */
	private static final int UNSEEN_PART = 10;

	private static final String NO_MORE = "No more snapshots of the threads could be taken: ";

	private final ThreadSource threads;

	private final Duration interval;

	private final Set<Window> windows = new HashSet<>();

	private @Nullable Thread sampler;

	/**
	 * A source that is not running yet.
	 * @param threads looks at the threads
	 * @param interval the minimum time between two snapshots
	 */
	public ThreadSamplingSource(ThreadSource threads, Duration interval) {
		this.threads = threads;
		this.interval = interval;
	}

	@Override
	public ProfileKind kind() {
		return ProfileKind.WALL;
	}

	@Override
	public String name() {
		return "threads";
	}

	@Override
	public SourceState state() {
		return SourceState.available("snapshots of all threads, every " + Durations.inMillis(this.interval));
	}

	@Override
	public synchronized Recording start() {
		Window window = new Window();
		if (this.sampler == null || !this.sampler.isAlive()) {
			this.sampler = DaemonThread.start("pprof-wall", this::run);
		}
		this.windows.add(window);
		return window;
	}

	private void run() {
		try {
			long tookNanos = 0;
			while (isWantedAfter(Math.max(this.interval.toNanos(), REST * tookNanos))) {
				long start = System.nanoTime();
				look();
				tookNanos = System.nanoTime() - start;
			}
		}
		// No memory is left for a snapshot, or worse: the next window starts afresh.
		catch (RuntimeException | Error ex) {
			end(ex);
		}
	}

	private synchronized void end(Throwable cause) {
		this.sampler = null;
		for (Window window : this.windows) {
			window.lose(cause);
		}
		this.windows.clear();
	}

	private synchronized boolean isWantedAfter(long nanos) {
		long end = System.nanoTime() + nanos;
		try {
			for (long left = nanos; left > 0 && !this.windows.isEmpty(); left = end - System.nanoTime()) {
				TimeUnit.NANOSECONDS.timedWait(this, left);
			}
		}
		catch (InterruptedException ex) {
			this.windows.clear(); // only the end of the JVM interrupts this thread
		}
		if (this.windows.isEmpty()) {
			this.sampler = null;
		}
		return this.sampler != null;
	}

	private void look() {
		try {
			Profile picture = this.threads.picture(ProfileKind.GOROUTINE);
			synchronized (this) {
				long now = System.nanoTime();
				this.windows.forEach((window) -> window.add(picture, now));
			}
		}
		catch (ProfilingException ex) {
			synchronized (this) {
				long now = System.nanoTime();
				this.windows.forEach((window) -> window.fail(ex, now));
			}
		}
	}

	private synchronized void leave(Window window) {
		this.windows.remove(window);
		notifyAll();
	}

	/**
	 * What has been seen since one caller started.
	 */
	private final class Window implements Recording {

		private final ProfileBuilder builder = new ProfileBuilder(ProfileKind.WALL,
				ThreadSamplingSource.this.interval.toNanos(), MAX_SAMPLES, Frame.ofMissing("too many stacks"));

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

		void fail(ProfilingException reason, long now) {
			this.failure = reason;
			this.failedNanos += now - this.seenNanos;
			this.seenNanos = now;
		}

		/** Nothing is created here: there may be no memory left. */
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
			leave(this);
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
			leave(this);
		}

	}

}
