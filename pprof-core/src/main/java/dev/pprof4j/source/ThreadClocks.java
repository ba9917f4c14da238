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

/**
 * The CPU time that each platform thread has used in a window, by its own clock, as far
 * as it is alive at the end or somebody else has read it. Used for one window; not
 * thread-safe. Reading takes some microseconds for each thread.
 */
public final class ThreadClocks {

	private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	private final Set<Long> carriers = new HashSet<>();

	private final Map<Long, String> names = new HashMap<>();

	private Map<Long, Long> before = new HashMap<>();

	private Map<Long, Long> used = Map.of();

	/**
	 * The window begins.
	 */
	public void begin() {
		this.before = read();
	}

	/**
	 * The window ends.
	 */
	public void end() {
		end(List::of);
	}

	/**
	 * The window ends.
	 * @param others what was read meanwhile; asked last, since threads may end until then
	 */
	public void end(Supplier<List<Reading>> others) {
		Map<Long, Long> after = read();
		for (Reading other : others.get()) {
			if (other.ended()) {
				after.put(other.thread(), other.nanos());
			}
			else {
				this.before.putIfAbsent(other.thread(), other.nanos());
			}
		}
		Map<Long, Long> nanos = new HashMap<>();
		after.forEach((id, now) -> {
			long used = now - this.before.getOrDefault(id, 0L);
			if (used > 0) {
				nanos.put(id, used);
			}
		});
		this.used = nanos;
		this.before = new HashMap<>();
	}

	/**
	 * Remembers what the threads are called, as far as they are alive.
	 */
	public void readNames() {
		long[] ids = this.used.keySet().stream().mapToLong(Long::longValue).toArray();
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
	 * What a thread was called when names were read.
	 * @param id its identifier
	 * @return its name
	 */
	public String name(long id) {
		return this.names.getOrDefault(id, "thread " + id);
	}

	/**
	 * A thread's clock, read by somebody else.
	 *
	 * @param thread its identifier
	 * @param nanos nanoseconds of CPU time since the thread of the system began
	 * @param ended whether it was read when the Java thread ended, or else when it began
	 */
	public record Reading(long thread, long nanos, boolean ended) {

	}

}
