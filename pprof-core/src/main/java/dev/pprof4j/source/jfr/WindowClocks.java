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
 * The CPU time of a window by clocks: that of the process, and that of each of its Java
 * threads. Virtual threads have none: those that carry them are one thread with them.
 * Used for one window, by one thread.
 */
final class WindowClocks {

	/** Stands for all virtual threads, and all that carry them. */
	private static final long CARRIERS = Long.MIN_VALUE;

	/** Of a sample that does not say whose it is. */
	private static final long UNKNOWN = 0;

	private final Duration interval;

	private final ProcessCpu process = new ProcessCpu();

	private final ThreadClocks threads = new ThreadClocks();

	private final EndedThreads gone = new EndedThreads();

	private long processNanos;

	private boolean ended;

	/** What comes later is another's. */
	private Instant until = Instant.MAX;

	private boolean cutShort;

	/** Of samples that are taken in the same window, so far apart. */
	WindowClocks(Duration interval) {
		this.interval = interval;
	}

	/** Has the clocks of threads that end told of. */
	void enable(Recording recording) {
		this.gone.enable(recording);
	}

	/** The window begins. */
	void begin() {
		this.process.begin();
		this.gone.begin();
		this.threads.begin();
	}

	/** The window ends, if it has not: its recording may fail to, and is asked again. */
	void end() {
		endBefore(new WindowClocks(this.interval), Instant.MAX);
	}

	/**
	 * The window ends, and that of others begins at the same point of their clocks.
	 * @param next the others, which have begun a little earlier, so that nothing is
	 * missed
	 * @param at when that was: samples after it are theirs
	 */
	void endBefore(WindowClocks next, Instant at) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		this.until = at;
		this.processNanos = this.process.usedNanos();
		next.process.beginAfter(this.process);
		this.threads.endBefore(next.threads, List::of);
		this.gone.endBefore(next.gone);
		this.threads.readNames(0);
	}

	/** When the window has ended if its recording has at that time. */
	Instant endIfStoppedAt(Instant stopped) {
		return this.until.isBefore(stopped) ? this.until : stopped;
	}

	/** Nanoseconds of CPU time from which on a thread has samples. */
	long enough() {
		return ThreadClocks.ENOUGH * this.interval.toNanos();
	}

	/** There are not the samples of all that clocks tell of. */
	void cutShort() {
		this.cutShort = true;
	}

	/** Whether there are samples of all that clocks tell of. */
	boolean areOfAll() {
		return !this.cutShort;
	}

	/** The events are about to be read, not for the first time perhaps. */
	void clear() {
		this.gone.clear();
	}

	/**
	 * Takes an event that tells of clocks, or is another window's.
	 * @return whether it was one of these
	 */
	boolean take(RecordedEvent event) {
		return this.gone.take(event) || event.getStartTime().isAfter(this.until);
	}

	/** What the whole process has used, in nanoseconds. */
	long processNanos() {
		return this.processNanos;
	}

	/** Under which number a thread is to be found in {@link #threadNanos}. */
	static long number(@Nullable RecordedThread thread) {
		if (thread == null) {
			return UNKNOWN;
		}
		return (ThreadLabels.isVirtual(thread) || ThreadLabels.isCarrier(thread)) ? CARRIERS : thread.getJavaThreadId();
	}

	/**
	 * What threads have used. To be called when all events are there.
	 * @param seen the numbers of threads that have samples
	 * @return nanoseconds by number, as far as they are known: of threads that have ended
	 * those that have samples, or should have
	 */
	Map<Long, Long> threadNanos(Set<Long> seen) {
		Map<Long, Long> nanos = new HashMap<>();
		this.threads.used().forEach((id, used) -> {
			if (this.gone.isKnownFromItsBegin(id)) {
				nanos.merge(this.threads.isCarrier(id) ? CARRIERS : id, used, Long::sum);
			}
		});
		for (long id : this.gone.threads()) {
			// A thread that has ended has taken its clock with it.
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

	/** Whether what is known of a thread may be less than it has used. */
	boolean mayBeMore(long number) {
		return number != CARRIERS && !this.gone.isKnownFromItsBegin(number);
	}

	/** The labels of a thread of which there is no sample. */
	Labels labels(long number) {
		if (number == CARRIERS) {
			return Labels.ofThread(ThreadLabels.VIRTUAL, 0);
		}
		String gone = this.gone.name(number);
		return (gone != null) ? Labels.ofThread(gone, number) : this.threads.labels(number);
	}

}
