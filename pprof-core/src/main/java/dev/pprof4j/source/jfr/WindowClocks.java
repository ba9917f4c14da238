package dev.pprof4j.source.jfr;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.pprof4j.source.ProcessCpu;
import dev.pprof4j.source.ThreadClocks;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/**
 * The CPU time of a window by clocks: that of the process, and that of each of its Java
 * threads. Virtual threads have none: those that carry them are one thread with them.
 * Used for one window, by one thread.
 */
final class WindowClocks {

	/** Stands for all virtual threads, and all that carry them. */
	private static final long CARRIERS = Long.MIN_VALUE;

	private final ProcessCpu process = new ProcessCpu();

	private final ThreadClocks threads = new ThreadClocks();

	private final EndedThreads ended = new EndedThreads();

	private long processNanos;

	private Instant end = Instant.MAX;

	/** Has the clocks of threads that end told of. */
	void enable(Recording recording) {
		this.ended.enable(recording);
	}

	/** The window begins. */
	void begin() {
		this.process.begin();
		this.ended.begin();
		this.threads.begin();
	}

	/** The window ends. */
	void end() {
		endBefore(new WindowClocks(), Instant.MAX);
	}

	/**
	 * The window ends, and that of others begins at the same point of their clocks.
	 * @param next the others, which have begun a little earlier, so that nothing is
	 * missed
	 * @param at when that was: events after it are theirs
	 */
	void endBefore(WindowClocks next, Instant at) {
		this.end = at;
		this.processNanos = this.process.usedNanos();
		next.process.beginAfter(this.process);
		this.threads.endBefore(next.threads, List::of);
		this.threads.readNames();
	}

	/** The events are about to be read, not for the first time perhaps. */
	void clear() {
		this.ended.clear();
	}

	/**
	 * Counts an event.
	 * @return whether it tells of clocks, or is another window's
	 */
	boolean add(RecordedEvent event) {
		return this.ended.add(event) || event.getStartTime().isAfter(this.end);
	}

	/** What the whole process has used, in nanoseconds. */
	long processNanos() {
		return this.processNanos;
	}

	/** Under which number a thread is to be found in {@link #threadNanos}. */
	static long number(RecordedThread thread) {
		return (ThreadLabels.isVirtual(thread) || ThreadLabels.isCarrier(thread)) ? CARRIERS : thread.getJavaThreadId();
	}

	/**
	 * What threads have used. To be called when all events are there.
	 * @param seen the numbers of threads of which anything is of interest
	 * @param enough nanoseconds of CPU time from which on others that have ended are
	 * @return nanoseconds by number, as far as they are known
	 */
	Map<Long, Long> threadNanos(Set<Long> seen, long enough) {
		Map<Long, Long> nanos = new HashMap<>();
		this.threads.used()
			.forEach((id, used) -> nanos.merge(this.threads.isCarrier(id) ? CARRIERS : id, used, Long::sum));
		// A thread that has ended has taken its clock with it.
		Set<Long> gone = new HashSet<>(this.ended.names().keySet());
		gone.removeAll(this.threads.used().keySet());
		for (long id : gone) {
			long used = this.ended.nanos(id);
			if (this.ended.carriers().contains(id)) {
				nanos.merge(CARRIERS, used, Long::sum);
			}
			else if (used >= enough) {
				nanos.put(id, used);
			}
		}
		seen.forEach((id) -> nanos.computeIfAbsent(id, this.ended::nanos));
		return nanos;
	}

	/** What a thread is called. */
	String name(long number) {
		String gone = this.ended.names().get(number);
		return (gone != null) ? gone : (number == CARRIERS) ? ThreadLabels.VIRTUAL : this.threads.name(number);
	}

}
