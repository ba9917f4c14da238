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
import java.util.Set;
import java.util.TreeSet;

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

	private final Map<Long, Told> threads = new HashMap<>();

	private final Set<Instant> times = new HashSet<>();

	private final TreeSet<Instant> readings = new TreeSet<>();

	/** Those that were there at the begin, in the order of their identifiers. */
	private long[] older = {};

	private Instant begin = Instant.MAX;

	private Instant end = Instant.MAX;

	void enable(Recording recording) {
		recording.enable(LOAD).with("period", "everyChunk");
		recording.enable(READ).with("period", "everyChunk");
		recording.enable(START).withoutStackTrace();
	}

	/** The window begins. */
	void begin() {
		this.begin = Instant.now();
		this.older = ManagementFactory.getThreadMXBean().getAllThreadIds();
		Arrays.sort(this.older);
	}

	/** The window ends, and another begins. */
	void endBefore(EndedThreads next) {
		next.begin();
		this.end = next.begin;
	}

	/** Forgets the events, but not when the window began and ended. */
	void clear() {
		this.threads.clear();
		this.times.clear();
		this.readings.clear();
	}

	/**
	 * Takes an event that tells of these threads.
	 * @return whether it was one
	 */
	boolean take(RecordedEvent event) {
		Instant time = event.getStartTime();
		switch (event.getEventType().getName()) {
			case START -> {
				Told told = told(event.getThread("thread"));
				told.started |= event.getThread("parentThread") != null;
				told.events.add(new LoadEvent(time, 0));
			}
			case LOAD -> {
				if (!this.times.add(time)) {
					this.readings.add(time); // of more than one thread
				}
				told(event.getThread()).events
					.add(new LoadEvent(time, event.getFloat("user") + event.getFloat("system")));
			}
			case READ -> this.readings.add(time);
			default -> {
				return false;
			}
		}
		return true;
	}

	/** Of native threads into one that is thrown away: nobody asks for it. */
	private Told told(@Nullable RecordedThread thread) {
		return (thread != null && thread.getJavaThreadId() > 0)
				? this.threads.computeIfAbsent(thread.getJavaThreadId(), (id) -> new Told(thread)) : new Told(null);
	}

	/** All that are told of by their identifiers, some of which may live on. */
	Set<Long> threads() {
		return this.threads.keySet();
	}

	/** What one of these is called, as far as that is known. */
	@Nullable String name(long thread) {
		Told told = this.threads.get(thread);
		return (told != null) ? told.name : null;
	}

	/** Whether one of these has carried virtual threads. */
	boolean isCarrier(long thread) {
		Told told = this.threads.get(thread);
		return told != null && told.carrier;
	}

	/**
	 * Whether a thread was there when the window began, or was started by another in it.
	 * The clock of one that was attached to the JVM instead tells of all that the thread
	 * of the system has used.
	 */
	boolean isKnownFromItsBegin(long thread) {
		Told told = this.threads.get(thread);
		return (told != null && told.started) || Arrays.binarySearch(this.older, thread) >= 0;
	}

	/**
	 * The CPU time in the window of a thread that has ended. To be called when all events
	 * are there.
	 * @param thread its identifier
	 * @return the time in nanoseconds, zero if it was not told; of one that was attached
	 * to the JVM without that until its first reading
	 */
	long nanos(long thread) {
		Told told = this.threads.get(thread);
		if (told == null) {
			return 0;
		}
		boolean attached = !isKnownFromItsBegin(thread);
		Instant before = this.begin;
		double nanos = 0;
		told.events.sort(Comparator.comparing(LoadEvent::time)); // which is not theirs
		for (LoadEvent event : told.events) {
			Instant reading = this.readings.lower(event.time());
			Instant since = (reading != null && reading.isAfter(before)) ? reading : before;
			if (event.time().isAfter(since) && !event.time().isAfter(this.end)) {
				nanos += attached ? 0 : event.share() * this.cpus * Duration.between(since, event.time()).toNanos();
				attached &= event.share() == 0; // that was when it began
				before = event.time();
			}
		}
		return Math.round(nanos);
	}

	/**
	 * What is told of one thread.
	 */
	private static final class Told {

		private final @Nullable String name;

		private final boolean carrier;

		private final List<LoadEvent> events = new ArrayList<>(2);

		private boolean started;

		Told(@Nullable RecordedThread thread) {
			this.name = (thread != null) ? thread.getJavaName() : null;
			this.carrier = thread != null && ThreadLabels.isCarrier(thread);
		}

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
