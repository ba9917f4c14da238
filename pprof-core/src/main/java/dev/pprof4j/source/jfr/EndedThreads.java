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
 * The CPU time of threads that ended during a window, whose clocks can no longer be read.
 * <p>
 * Flight Recorder reads the clocks of all threads when a recording begins or ends (event
 * {@code jdk.ThreadCPULoad}, period {@code everyChunk}), but reports only threads that
 * have used a millisecond. It also reads the clock of a thread when the thread ends. Each
 * event gives the share of all CPUs that the thread has used since its clock was last
 * read: CPU = load * CPUs * time. The time of the last reading is known from another
 * event that follows right after each reading, here as in the settings that come with the
 * JDK. Used for one window, by one thread.
 */
final class EndedThreads {

	private static final String LOAD = "jdk.ThreadCPULoad";

	private static final String START = "jdk.ThreadStart";

	/**
	 * Follows right after each reading, even if no thread has used enough to be reported.
	 */
	private static final String READ = "jdk.ThreadContextSwitchRate";

	private final int cpus = Runtime.getRuntime().availableProcessors();

	private final Map<Long, ThreadReport> threads = new HashMap<>();

	private final Set<Instant> times = new HashSet<>();

	private final TreeSet<Instant> readings = new TreeSet<>();

	/** The threads that existed when the window began, sorted by identifier. */
	private long[] aliveAtBegin = {};

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
		this.aliveAtBegin = ManagementFactory.getThreadMXBean().getAllThreadIds();
		Arrays.sort(this.aliveAtBegin);
	}

	/** The window ends, and the next one begins. */
	void handOverTo(EndedThreads next) {
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
	 * Takes an event about these threads.
	 * @return whether it was one
	 */
	boolean take(RecordedEvent event) {
		Instant time = event.getStartTime();
		switch (event.getEventType().getName()) {
			case START -> {
				ThreadReport report = report(event.getThread("thread"));
				report.started |= event.getThread("parentThread") != null;
				report.events.add(new LoadEvent(time, 0));
			}
			case LOAD -> {
				if (!this.times.add(time)) {
					this.readings.add(time); // a reading of several threads
				}
				report(event.getThread()).events
					.add(new LoadEvent(time, event.getFloat("user") + event.getFloat("system")));
			}
			case READ -> this.readings.add(time);
			default -> {
				return false;
			}
		}
		return true;
	}

	/**
	 * Returns what is collected about a thread; for native threads, which are never
	 * looked up, a throwaway object.
	 */
	private ThreadReport report(@Nullable RecordedThread thread) {
		return (thread != null && thread.getJavaThreadId() > 0)
				? this.threads.computeIfAbsent(thread.getJavaThreadId(), (id) -> new ThreadReport(thread))
				: new ThreadReport(null);
	}

	/** The identifiers of all reported threads, some of which may still be alive. */
	Set<Long> threads() {
		return this.threads.keySet();
	}

	/** The name of one of these threads, if it is known. */
	@Nullable String name(long thread) {
		ThreadReport report = this.threads.get(thread);
		return (report != null) ? report.name : null;
	}

	/** Whether one of these threads has carried virtual threads. */
	boolean isCarrier(long thread) {
		ThreadReport report = this.threads.get(thread);
		return report != null && report.carrier;
	}

	/**
	 * Whether a thread existed when the window began, or was started by another thread
	 * during it. A thread may have been attached to the JVM instead: then its clock shows
	 * everything that the thread of the operating system has used.
	 */
	boolean isKnownFromItsBegin(long thread) {
		ThreadReport report = this.threads.get(thread);
		return (report != null && report.started) || Arrays.binarySearch(this.aliveAtBegin, thread) >= 0;
	}

	/**
	 * Returns the CPU time that a thread that has ended used in the window. Call this
	 * once all events have been read.
	 * @param thread its identifier
	 * @return the time in nanoseconds, zero if it was not reported; for a thread that was
	 * attached to the JVM, without the time before its first reading
	 */
	long nanos(long thread) {
		ThreadReport report = this.threads.get(thread);
		if (report == null) {
			return 0;
		}
		boolean attached = !isKnownFromItsBegin(thread);
		Instant before = this.begin;
		double nanos = 0;
		report.events.sort(Comparator.comparing(LoadEvent::time)); // they are not sorted
		for (LoadEvent event : report.events) {
			Instant reading = this.readings.lower(event.time());
			Instant since = (reading != null && reading.isAfter(before)) ? reading : before;
			if (event.time().isAfter(since) && !event.time().isAfter(this.end)) {
				nanos += attached ? 0 : event.share() * this.cpus * Duration.between(since, event.time()).toNanos();
				attached &= event.share() == 0; // a share of 0 marks its start
				before = event.time();
			}
		}
		return Math.round(nanos);
	}

	/**
	 * What is reported about one thread.
	 */
	private static final class ThreadReport {

		private final @Nullable String name;

		private final boolean carrier;

		private final List<LoadEvent> events = new ArrayList<>(2);

		private boolean started;

		ThreadReport(@Nullable RecordedThread thread) {
			this.name = (thread != null) ? thread.getJavaName() : null;
			this.carrier = thread != null && ThreadLabels.isCarrier(thread);
		}

	}

	/**
	 * The content of one event.
	 *
	 * @param time when the thread started, or was reported
	 * @param share the share of all CPUs that it has used since its clock was last read
	 */
	private record LoadEvent(Instant time, double share) {

	}

}
