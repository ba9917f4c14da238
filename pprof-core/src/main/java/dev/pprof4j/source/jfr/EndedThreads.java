package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/**
 * The CPU time of threads that ended in a window, whose clocks nobody can read any more.
 * <p>
 * Flight Recorder reads the clocks of all threads when a recording begins or ends (event
 * {@code jdk.ThreadCPULoad}, period {@code everyChunk}), but tells only of those that
 * have used a millisecond; and that of a thread when it ends. Each time it tells which
 * part of all CPUs the thread has used since its clock was read before: CPU = load * CPUs
 * * time. When that was is known by an event that comes right after each reading, here as
 * in the settings that the JDK brings along. Used for one window, by one thread.
 */
final class EndedThreads {

	private static final String LOAD = "jdk.ThreadCPULoad";

	private static final String START = "jdk.ThreadStart";

	/** Comes right after each reading, also where no thread has used enough. */
	private static final String READ = "jdk.ThreadContextSwitchRate";

	private final int cpus = Runtime.getRuntime().availableProcessors();

	/** Events do not come in the order of their times. */
	private final Map<Long, List<LoadEvent>> events = new HashMap<>();

	private final Set<Instant> times = new HashSet<>();

	private final TreeSet<Instant> readings = new TreeSet<>();

	private final Map<Long, String> names = new HashMap<>();

	private final Set<Long> carriers = new HashSet<>();

	/** Those that were there at the begin. */
	private Set<Long> older = Set.of();

	/**
	 * Those that other threads of Java have started. The first reading of one that was
	 * attached to the JVM instead tells of all that the thread of the system has used.
	 */
	private final Set<Long> started = new HashSet<>();

	private Instant begin = Instant.MAX;

	void enable(Recording recording) {
		recording.enable(LOAD).with("period", "everyChunk");
		recording.enable(READ).with("period", "everyChunk");
		recording.enable(START).withoutStackTrace();
	}

	void begin() {
		this.begin = Instant.now();
		this.older = Arrays.stream(ManagementFactory.getThreadMXBean().getAllThreadIds())
			.boxed()
			.collect(Collectors.toSet());
	}

	/** Forgets the events, but not when the window began. */
	void clear() {
		this.events.clear();
		this.times.clear();
		this.readings.clear();
		this.names.clear();
		this.carriers.clear();
		this.started.clear();
	}

	/**
	 * Counts an event.
	 * @return whether it is one of these
	 */
	boolean add(RecordedEvent event) {
		switch (event.getEventType().getName()) {
			case START -> {
				RecordedThread thread = event.getThread("thread");
				add(thread, new LoadEvent(event.getStartTime(), 0));
				if (thread != null && event.getThread("parentThread") != null) {
					this.started.add(thread.getJavaThreadId());
				}
			}
			case LOAD -> {
				if (!this.times.add(event.getStartTime())) {
					this.readings.add(event.getStartTime()); // of more than one thread
				}
				add(event.getThread(),
						new LoadEvent(event.getStartTime(), event.getFloat("user") + event.getFloat("system")));
			}
			case READ -> this.readings.add(event.getStartTime());
			default -> {
				return false;
			}
		}
		return true;
	}

	private void add(@Nullable RecordedThread thread, LoadEvent event) {
		if (thread != null) {
			long id = thread.getJavaThreadId();
			this.events.computeIfAbsent(id, (key) -> new ArrayList<>()).add(event);
			this.names.put(id, Objects.requireNonNullElse(thread.getJavaName(), ""));
			if (ThreadLabels.isCarrier(thread)) {
				this.carriers.add(id);
			}
		}
	}

	/** What all that were told of are called, by identifier, whether they have ended. */
	Map<Long, String> names() {
		return this.names;
	}

	/** The identifiers of those that have carried virtual threads. */
	Set<Long> carriers() {
		return this.carriers;
	}

	/**
	 * The CPU time in the window of a thread that has ended. To be called when all events
	 * are there.
	 * @param thread its identifier
	 * @return the time in nanoseconds, zero if it was not told, or the thread was
	 * attached to the JVM
	 */
	long nanos(long thread) {
		if (!this.older.contains(thread) && !this.started.contains(thread)) {
			return 0;
		}
		Instant before = this.begin;
		double nanos = 0;
		for (LoadEvent event : events(thread)) {
			Instant reading = this.readings.lower(event.time());
			Instant since = (reading != null && reading.isAfter(before)) ? reading : before;
			if (event.time().isAfter(since)) {
				nanos += event.share() * this.cpus * Duration.between(since, event.time()).toNanos();
				before = event.time();
			}
		}
		return Math.round(nanos);
	}

	private List<LoadEvent> events(long thread) {
		List<LoadEvent> events = new ArrayList<>(this.events.getOrDefault(thread, List.of()));
		events.sort(Comparator.comparing(LoadEvent::time));
		return events;
	}

	/**
	 * What one event says.
	 *
	 * @param time when the thread started, or was told of
	 * @param share the part of all CPUs that it has used since its clock was read before
	 */
	private record LoadEvent(Instant time, double share) {

	}

}
