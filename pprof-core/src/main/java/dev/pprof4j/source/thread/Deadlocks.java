package dev.pprof4j.source.thread;

import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Platform threads that wait for each other, as found by the JVM.
 */
final class Deadlocks {

	private Deadlocks() {
	}

	/** One sentence for each cycle. */
	static List<String> sentences() {
		ThreadMXBean bean = ManagementFactory.getThreadMXBean();
		long[] ids = bean.findDeadlockedThreads();
		Map<Long, ThreadInfo> left = new LinkedHashMap<>();
		if (ids != null) {
			for (ThreadInfo info : bean.getThreadInfo(ids, 0)) {
				remember(info, left);
			}
		}
		List<String> sentences = new ArrayList<>();
		while (!left.isEmpty()) {
			sentences.add(sentence(left.values().iterator().next(), left));
		}
		return sentences;
	}

	private static void remember(@Nullable ThreadInfo info, Map<Long, ThreadInfo> left) {
		if (info != null) {
			left.put(info.getThreadId(), info);
		}
	}

	private static String sentence(ThreadInfo first, Map<Long, ThreadInfo> left) {
		List<String> waits = new ArrayList<>();
		ThreadInfo next = left.remove(first.getThreadId());
		while (next != null) {
			LockInfo lock = next.getLockInfo();
			waits.add("\"%s\" waits for %s, held by \"%s\"".formatted(next.getThreadName(),
					(lock != null) ? lock : "a lock", next.getLockOwnerName()));
			next = left.remove(next.getLockOwnerId());
		}
		return "Deadlock: " + String.join("; ", waits);
	}

}
