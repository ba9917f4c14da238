package dev.pprof4j.source.jfr;

import java.time.Instant;
import java.util.Objects;

import dev.pprof4j.label.TimeSpans;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.symbol.ThreadNames;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordedThreadGroup;
import org.jspecify.annotations.Nullable;

/**
 * Labels that identify a thread. Virtual threads come and go by the million, so they get
 * their name without its numbers.
 */
final class ThreadLabels {

	/**
	 * The label of virtual threads without a name, and the field that marks virtual
	 * threads.
	 */
	static final String VIRTUAL = "virtual";

	/** The thread group of the carrier threads, and of threads that these start. */
	private static final String CARRIERS = "CarrierThreads";

	/**
	 * Part of the name of each carrier thread, because they are the workers of a pool.
	 */
	private static final String WORKER = "-worker-";

	private ThreadLabels() {
	}

	static Labels of(@Nullable RecordedThread thread) {
		if (thread == null) {
			return Labels.EMPTY;
		}
		String name = Objects.requireNonNullElse(thread.getJavaName(), "");
		if (isVirtual(thread)) {
			String pool = ThreadNames.pool(name);
			return Labels.of(Label.of(LabelKeys.THREAD, pool.isEmpty() ? VIRTUAL : pool));
		}
		return Labels.ofThread(name.isEmpty() ? "tid=" + thread.getOSThreadId() : name, thread.getJavaThreadId());
	}

	/** The same labels, with those of the thread's time spans. */
	static Labels of(@Nullable RecordedThread thread, Instant time, TimeSpans spans) {
		return (thread == null || spans.isEmpty()) ? of(thread)
				: of(thread).and(spans.at(thread.getJavaThreadId(), TimeSpans.epochNanos(time)));
	}

	/** Whether it is one of the carrier threads, which are platform threads. */
	static boolean isCarrier(RecordedThread thread) {
		RecordedThreadGroup group = thread.getThreadGroup();
		return group != null && CARRIERS.equals(group.getName())
				&& Objects.requireNonNullElse(thread.getJavaName(), "").contains(WORKER);
	}

	/** There is a method for this only from JDK 21 on. */
	static boolean isVirtual(@Nullable RecordedThread thread) {
		return thread != null && thread.hasField(VIRTUAL) && thread.getBoolean(VIRTUAL);
	}

}
