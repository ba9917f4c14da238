package dev.pprof4j.source;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import com.sun.management.ThreadMXBean;
import dev.pprof4j.profile.Labels;

/**
 * The CPU time that each platform thread has used in a window, by its own clock, as far
 * as it is alive at the end or somebody else has read it. Used for one window; not
 * thread-safe. Reading takes some microseconds for each thread.
 */
public final class ThreadClocks {

	/**
	 * In sampling intervals. Of threads that have used less, many have no sample, and
	 * those that have one stand for them, too.
	 */
	public static final long ENOUGH = 5;

	private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	private final Set<Long> carriers = new HashSet<>();

	private final Map<Long, String> names = new HashMap<>();

	private long beginNanos;

	private Map<Long, Long> before = Map.of();

	private Map<Long, Long> used = Map.of();

	/**
	 * The window begins.
	 */
	public void begin() {
		this.beginNanos = System.nanoTime();
		this.before = read();
	}

	/**
	 * The window ends, and another begins at the same point, whatever is done in between:
	 * what threads use from now on is in that one.
	 * @param next the clocks of that one
	 * @param ends threads that have ended since before it began; asked last, since some
	 * may end until then
	 */
	public void endBefore(ThreadClocks next, Supplier<List<Reading>> ends) {
		next.beginNanos = System.nanoTime(); // a thread may begin while they are read
		next.before = next.read();
		this.carriers.addAll(next.carriers); // those that began meanwhile
		long windowNanos = System.nanoTime() - this.beginNanos;
		Map<Long, Long> nanos = new HashMap<>();
		next.before.forEach((id, now) -> {
			long used = now - this.before.getOrDefault(id, 0L);
			// Else it is a native thread that had worked before it became one of Java's.
			if (this.before.containsKey(id) || used <= windowNanos) {
				nanos.put(id, used);
			}
		});
		List<Reading> readings = ends.get();
		Set<Long> again = nativeThreadsWithSeveral(readings);
		for (Reading end : readings) {
			nanos.put(end.thread(), again.contains(end.nativeThread()) ? 0 : used(end));
		}
		nanos.values().removeIf((used) -> used <= 0);
		this.used = nanos;
		this.before = Map.of();
	}

	/** Zero if it is not known. */
	private long used(Reading end) {
		long begin = this.before.getOrDefault(end.thread(), end.begin());
		return (begin > 0) ? end.end() - begin : 0;
	}

	/** Of whose Java threads nobody can tell which one a sample is of. */
	private static Set<Long> nativeThreadsWithSeveral(List<Reading> ends) {
		Set<Long> threads = new HashSet<>();
		Set<Long> again = new HashSet<>();
		for (Reading end : ends) {
			if (!threads.add(end.nativeThread())) {
				again.add(end.nativeThread());
			}
		}
		return again;
	}

	/**
	 * Remembers what threads are called, as far as they are alive.
	 * @param enough of those that have used so many nanoseconds
	 */
	public void readNames(long enough) {
		long[] ids = this.used.entrySet()
			.stream()
			.filter((used) -> used.getValue() >= enough)
			.mapToLong(Map.Entry::getKey)
			.toArray();
		for (ThreadInfo info : this.threads.getThreadInfo(ids)) {
			if (info != null) {
				this.names.put(info.getThreadId(), info.getThreadName());
			}
		}
	}

	private Map<Long, Long> read() {
		VirtualThreads.carriers().forEach((thread) -> this.carriers.add(thread.getId()));
		long[] ids = this.threads.getAllThreadIds();
		long[] nanos = this.threads.getThreadCpuTime(ids);
		Map<Long, Long> times = new HashMap<>();
		for (int i = 0; i < ids.length; i++) {
			if (nanos[i] >= 0) {
				times.put(ids[i], nanos[i]);
			}
		}
		return times;
	}

	/**
	 * What each thread has used.
	 * @return nanoseconds by the identifiers of the threads, for those that have used
	 * any; empty before the end
	 */
	public Map<Long, Long> used() {
		return this.used;
	}

	/**
	 * Whether a thread carries virtual threads.
	 * @param id its identifier
	 * @return whether it was seen to be a carrier
	 */
	public boolean isCarrier(long id) {
		return this.carriers.contains(id);
	}

	/**
	 * The labels of a thread, by its name when names were read.
	 * @param id its identifier
	 * @return name and identifier, as far as they are known
	 */
	public Labels labels(long id) {
		return Labels.ofThread(this.names.getOrDefault(id, ""), id);
	}

	/**
	 * The clock of a thread that has ended, in nanoseconds of CPU time.
	 *
	 * @param thread the identifier of the Java thread
	 * @param nativeThread that of the thread of the system, which may have been several
	 * Java threads, one after the other
	 * @param begin what the latter had used when the Java thread began, 0 if that was not
	 * seen
	 * @param end what it had used when the Java thread ended
	 */
	public record Reading(long thread, long nativeThread, long begin, long end) {

	}

}
