package dev.pprof4j.source;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import com.sun.management.ThreadMXBean;

/**
 * The CPU time that each platform thread has used in a window, by its own clock, as far
 * as it is alive at the end. Used for one window; not thread-safe. Reading takes some
 * microseconds for each thread.
 */
public final class ThreadClocks {

	private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

	private final Set<Long> carriers = new HashSet<>();

	private final Map<Long, String> names = new HashMap<>();

	private Map<Long, Long> before = Map.of();

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
		Map<Long, Long> nanos = new HashMap<>();
		read().forEach((id, now) -> {
			long used = now - this.before.getOrDefault(id, 0L);
			if (used > 0) {
				nanos.put(id, used);
			}
		});
		this.used = nanos;
		this.before = Map.of();
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

}
