package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.pprof4j.profile.Labels;
import dev.pprof4j.source.ProcessCpu;
import dev.pprof4j.source.ThreadClocks;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * The CPU time of a window, by clocks: that of the process, and that of each of its Java
 * threads. Virtual threads have no clocks: they and their carrier threads are treated as
 * one thread. Used for one window, by one thread.
 */
final class WindowClocks {

	/** Stands for all virtual threads and all carrier threads. */
	private static final long CARRIERS = Long.MIN_VALUE;

	/** For a sample that does not name its thread. */
	private static final long UNKNOWN = 0;

	private final Duration interval;

	private final ProcessCpu process = new ProcessCpu();

	private final ThreadClocks threads = new ThreadClocks();

	private final EndedThreads gone = new EndedThreads();

	private long processNanos;

	private boolean ended;

	/** Later samples belong to another window. */
	private Instant until = Instant.MAX;

	private boolean cutShort;

	/** Clocks for a window that is sampled at this interval. */
	WindowClocks(Duration interval) {
		this.interval = interval;
	}

	/** Enables the events about the clocks of threads that end. */
	void enable(Recording recording) {
		this.gone.enable(recording);
	}

	/** The window begins. */
	void begin() {
		this.process.begin();
		this.gone.begin();
		this.threads.begin();
	}

	/**
	 * Ends the window, unless it has ended: if its recording cannot be ended, this is
	 * called again.
	 */
	void end() {
		handOverTo(new WindowClocks(this.interval), Instant.now());
	}

	/**
	 * Ends the window, and begins the next one at the same point of the clocks.
	 * @param next the clocks of the next window, which has begun a little earlier, so
	 * that nothing is missed
	 * @param at when that was: later samples belong to the next window
	 */
	void handOverTo(WindowClocks next, Instant at) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.until = at;
		this.processNanos = this.process.usedNanos();
		next.process.beginAfter(this.process);
		this.threads.handOverTo(next.threads, List::of);
		this.gone.handOverTo(next.gone);
		this.threads.readNames(0);
	}

	/** Returns when the window ended, if its recording was stopped at the given time. */
	Instant endIfStoppedAt(Instant stopped) {
		return this.until.isBefore(stopped) ? this.until : stopped;
	}

	/** The CPU time, in nanoseconds, from which a thread is expected to have samples. */
	long enough() {
		return ThreadClocks.ENOUGH * this.interval.toNanos();
	}

	/** Marks that some of what the clocks show has no samples. */
	void cutShort() {
		this.cutShort = true;
	}

	/** Whether there are samples for everything that the clocks show. */
	boolean areOfAll() {
		return !this.cutShort;
	}

	/** Called before the events are read, possibly not for the first time. */
	void clear() {
		this.gone.clear();
	}

	/**
	 * Takes an event that is about clocks, or belongs to another window.
	 * @return whether it was such an event
	 */
	boolean take(RecordedEvent event) {
		return this.gone.take(event) || event.getStartTime().isAfter(this.until);
	}

	/** The CPU time of the whole process, in nanoseconds. */
	long processNanos() {
		return this.processNanos;
	}

	/** The number of a thread in {@link #threadNanos}. */
	static long number(@Nullable RecordedThread thread) {
		if (thread == null) {
			return UNKNOWN;
		}
		return (ThreadLabels.isVirtual(thread) || ThreadLabels.isCarrier(thread)) ? CARRIERS : thread.getJavaThreadId();
	}

	/**
	 * Returns the CPU time of threads. Call this once all events have been read.
	 * @param seen the numbers of threads that have samples
	 * @return nanoseconds by number, as far as they are known; of threads that have
	 * ended, only those that have samples, or should have
	 */
	Map<Long, Long> threadNanos(Set<Long> seen) {
		Map<Long, Long> nanos = new HashMap<>();
		this.threads.used().forEach((id, used) -> {
			if (this.gone.isKnownFromItsBegin(id)) {
				nanos.merge(this.threads.isCarrier(id) ? CARRIERS : id, used, Long::sum);
			}
		});
		for (long id : this.gone.threads()) {
			// A thread that has ended no longer has a clock.
			long used = this.threads.used().containsKey(id) ? 0 : this.gone.nanos(id);
			if (this.gone.isCarrier(id)) {
				nanos.merge(CARRIERS, used, Long::sum);
			}
			else if (used >= enough() || (used > 0 && seen.contains(id))) {
				nanos.put(id, used);
			}
		}
		return nanos;
	}

	/** Whether a thread may have used more than is known. */
	boolean mayBeMore(long number) {
		return number != CARRIERS && !this.gone.isKnownFromItsBegin(number);
	}

	/** The labels of a thread without samples. */
	Labels labels(long number) {
		if (number == CARRIERS) {
			return Labels.ofThread(ThreadLabels.VIRTUAL, 0);
		}
		String gone = this.gone.name(number);
		return (gone != null) ? Labels.ofThread(gone, number) : this.threads.labels(number);
	}

}
