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
 * Labels that say which thread it was. Virtual threads come and go by the million: of
 * them it is the name without its numbers.
 */
final class ThreadLabels {

	/** What virtual threads without a name are called, and the field that tells them. */
	static final String VIRTUAL = "virtual";

	/** Of the platform threads that carry virtual ones, and of what these start. */
	private static final String CARRIERS = "CarrierThreads";

	/** In the name of each, of which the JDK makes a pool. */
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

	/** The same with what the thread was at. */
	static Labels of(@Nullable RecordedThread thread, Instant time, TimeSpans spans) {
		return (thread == null || spans.isEmpty()) ? of(thread)
				: of(thread).and(spans.at(thread.getJavaThreadId(), TimeSpans.epochNanos(time)));
	}

	/** Whether it is one of the platform threads that carry virtual ones. */
	static boolean isCarrier(RecordedThread thread) {
		RecordedThreadGroup group = thread.getThreadGroup();
		return group != null && CARRIERS.equals(group.getName())
				&& Objects.requireNonNullElse(thread.getJavaName(), "").contains(WORKER);
	}

	/** A method from JDK 21 on. */
	static boolean isVirtual(@Nullable RecordedThread thread) {
		return thread != null && thread.hasField(VIRTUAL) && thread.getBoolean(VIRTUAL);
	}

}
