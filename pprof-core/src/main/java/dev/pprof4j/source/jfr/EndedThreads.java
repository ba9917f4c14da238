package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * The CPU time of threads that ended in a window, whose clocks nobody can read any more.
 * Flight Recorder tells, when a thread ends, which part of all CPUs it has used since it
 * was last told of: CPU = load * CPUs * time. Used for one window, by one thread.
 */
final class EndedThreads {

	private static final String LOAD = "jdk.ThreadCPULoad";

	private static final String START = "jdk.ThreadStart";

	/** One look takes a while. */
	private static final Duration SAME_MOMENT = Duration.ofMillis(5);

	private final int cpus = Runtime.getRuntime().availableProcessors();

	/** Events do not come in the order of their times. */
	private final Map<Long, List<Told>> told = new HashMap<>();

	private final TreeSet<Instant> measured = new TreeSet<>();

	private Instant begin = Instant.MAX;

	void enable(Recording recording) {
		recording.enable(LOAD).with("period", "everyChunk");
		recording.enable(START).withoutStackTrace();
	}

	void begin() {
		this.begin = Instant.now();
	}

	/**
	 * Counts an event.
	 * @return whether it is one of these
	 */
	boolean add(RecordedEvent event) {
		switch (event.getEventType().getName()) {
			case START -> add(event.getThread("thread"), new Told(event.getStartTime(), 0, false));
			case LOAD -> add(event.getThread(),
					new Told(event.getStartTime(), event.getFloat("user") + event.getFloat("system"), true));
			default -> {
				return false;
			}
		}
		return true;
	}

	private void add(@Nullable RecordedThread thread, Told event) {
		if (thread != null) {
			this.told.computeIfAbsent(thread.getJavaThreadId(), (id) -> new ArrayList<>()).add(event);
		}
	}

	/**
	 * The CPU time in the window of a thread that has ended.
	 * @param thread its identifier
	 * @return the time in nanoseconds, zero if it was not told
	 */
	long nanos(long thread) {
		Instant before = this.begin;
		double nanos = 0;
		for (Told event : events(thread)) {
			Instant measured = this.measured.lower(event.time().minus(SAME_MOMENT));
			Instant since = (measured != null && measured.isAfter(before)) ? measured : before;
			if (event.time().isAfter(since)) {
				nanos += event.load() * this.cpus * Duration.between(since, event.time()).toNanos();
				before = event.time();
			}
		}
		return Math.round(nanos);
	}

	/**
	 * Finds out when Flight Recorder has looked at all threads, as it does when a
	 * recording begins or ends: it tells of those only that have used something. Whoever
	 * is told of again later, or lives on, was told of by such a look.
	 * @param alive the threads that have not ended
	 */
	void findLooks(Set<Long> alive) {
		this.told.keySet().forEach((thread) -> {
			List<Told> events = events(thread);
			int looks = alive.contains(thread) ? events.size() : events.size() - 1;
			events.subList(0, looks).stream().filter(Told::look).forEach((event) -> this.measured.add(event.time()));
		});
	}

	private List<Told> events(long thread) {
		List<Told> events = new ArrayList<>(this.told.getOrDefault(thread, List.of()));
		events.sort(Comparator.comparing(Told::time));
		return events;
	}

	/**
	 * What one event says.
	 *
	 * @param time when the thread started, or was told of
	 * @param load the part of all CPUs that it has used since Flight Recorder looked
	 * before
	 * @param look whether it was told of because Flight Recorder looked
	 */
	private record Told(Instant time, double load, boolean look) {

	}

}
