package dev.pprof4j.source.thread;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
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

	/** Rests nine times as long as the last snapshot took. */
	private static final int REST = 9;

	private final ThreadSource threads;

	private final Duration interval;

	private final Set<SnapshotWindow> windows = new HashSet<>();

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
		SnapshotWindow window = new SnapshotWindow(this.interval, this::leave);
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
		for (SnapshotWindow window : this.windows) {
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

	private synchronized void leave(SnapshotWindow window) {
		this.windows.remove(window);
		notifyAll();
	}

}
