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
 * The CPU time that each platform thread has used in a window, by the thread's own clock.
 * Covers threads that are alive at the end or whose clock something else has read. Used
 * for one window; not thread-safe. Reading takes a few microseconds per thread.
 */
public final class ThreadClocks {

	/**
	 * In sampling intervals. Many of the threads that have used less have no sample, and
	 * those that have one stand for the others, too.
	 */
	public static final long ENOUGH = 5;

	private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	private final Set<Long> carriers = new HashSet<>();

	private final Map<Long, String> names = new HashMap<>();

	private long beginNanos;

	private Map<Long, Long> before = Map.of();

	private Map<Long, Long> used = Map.of();

	/**
	 * Begins the window.
	 */
	public void begin() {
		this.beginNanos = System.nanoTime();
		this.before = read();
	}

	/**
	 * Ends the window and begins another at the same point, whatever is done in between:
	 * what threads use from now on belongs to the other window.
	 * @param next the clocks of the other window
	 * @param ends threads that have ended since before this window began; asked last,
	 * since more may end until then
	 */
	public void handOverTo(ThreadClocks next, Supplier<List<Reading>> ends) {
		next.beginNanos = System.nanoTime(); // a thread may begin during the reading
		next.before = next.read();
		this.carriers.addAll(next.carriers); // those that began during the window
		long windowNanos = System.nanoTime() - this.beginNanos;
		Map<Long, Long> nanos = new HashMap<>();
		next.before.forEach((id, now) -> {
			long used = now - this.before.getOrDefault(id, 0L);
			// Otherwise it is a native thread that had used CPU time before it became a
			// Java thread.
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

	/** Zero if unknown. */
	private long used(Reading end) {
		long begin = this.before.getOrDefault(end.thread(), end.begin());
		return (begin > 0) ? end.end() - begin : 0;
	}

	/**
	 * Native threads that were several Java threads: which of them a sample belongs to is
	 * unknown.
	 */
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
	 * Remembers the names of threads that are still alive.
	 * @param enough the least CPU time, in nanoseconds, of a thread whose name is read
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
	 * The CPU time that each thread has used.
	 * @return nanoseconds by thread identifier, for threads that have used any; empty
	 * before the end
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
	 * The labels of a thread, with its name if names were read.
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
	 * @param nativeThread the identifier of the native thread, which may have been
	 * several Java threads, one after the other
	 * @param begin what the native thread had used when the Java thread began, 0 if that
	 * was not seen
	 * @param end what the native thread had used when the Java thread ended
	 */
	public record Reading(long thread, long nativeThread, long begin, long end) {

	}

}
