package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

import com.sun.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * The number of bytes that all threads have allocated, as counted by the JVM. JDK 21 and
 * later provide the total. On earlier versions the counters of live threads are added up,
 * so the last bytes of a thread that ends are missed. Confined to one thread.
 */
final class AllocatedBytes {

	private static final @Nullable Method TOTAL = find();

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private Map<Long, Long> seen = new HashMap<>();

	private long sum;

	private static @Nullable Method find() {
		try {
			return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	/** The total so far, which grows from call to call. */
	long total() {
		return (TOTAL != null) ? invoke(TOTAL) : sumOfThreads();
	}

	private long invoke(Method total) {
		try {
			return (long) total.invoke(this.threads);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("A public method of the JDK", ex);
		}
	}

	private long sumOfThreads() {
		long[] ids = this.threads.getAllThreadIds();
		long[] bytes = this.threads.getThreadAllocatedBytes(ids);
		Map<Long, Long> now = new HashMap<>();
		for (int i = 0; i < ids.length; i++) {
			if (bytes[i] >= 0) {
				now.put(ids[i], bytes[i]);
				this.sum += bytes[i] - this.seen.getOrDefault(ids[i], 0L);
			}
		}
		this.seen = now;
		return this.sum;
	}

}
