package dev.pprof4j.label;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Labels of which there are too many for {@link ProfilingLabels}, such as identifiers of
 * traces: a sample has them if its thread was within them at its time. That holds for CPU
 * and wall-clock time alone, which are recorded with times. The last 65,536 spans of the
 * JVM are remembered. Safe to share between threads.
 */
public final class TimeSpans {

	private static final int ROOM = 1 << 16;

	private static final AtomicInteger next = new AtomicInteger();

	/** Half a megabyte, for those who use it. */
	private static volatile @Nullable AtomicReferenceArray<@Nullable Span> remembered;

	private final Map<Long, List<Span>> byThread = new HashMap<>();

	private TimeSpans() {
	}

	/**
	 * This thread is at something from now on.
	 * @param key the key of the label
	 * @param value its value
	 * @return the span, to be closed by the same thread
	 */
	public static Span open(String key, String value) {
		Span span = new Span(Thread.currentThread().getId(), key, value, epochNanos());
		spans().set((next.getAndIncrement() & Integer.MAX_VALUE) % ROOM, span);
		return span;
	}

	private static AtomicReferenceArray<@Nullable Span> spans() {
		AtomicReferenceArray<@Nullable Span> spans = remembered;
		if (spans == null) {
			synchronized (TimeSpans.class) {
				spans = remembered;
				if (spans == null) {
					spans = new AtomicReferenceArray<>(ROOM);
					remembered = spans;
				}
			}
		}
		return spans;
	}

	/**
	 * No spans.
	 * @return no spans
	 */
	public static TimeSpans none() {
		return new TimeSpans();
	}

	/**
	 * The spans that are remembered now.
	 * @return the spans, none if nobody has opened any
	 */
	public static TimeSpans remembered() {
		TimeSpans all = new TimeSpans();
		AtomicReferenceArray<@Nullable Span> spans = remembered;
		for (int i = 0; spans != null && i < ROOM; i++) {
			Span span = spans.get(i);
			if (span != null) {
				all.byThread.computeIfAbsent(span.thread, (id) -> new ArrayList<>()).add(span);
			}
		}
		Comparator<Span> latestFirst = Comparator.comparingLong((Span span) -> span.start).reversed();
		all.byThread.values().forEach((list) -> list.sort(latestFirst));
		return all;
	}

	/**
	 * Whether there are none, so that nobody need ask.
	 * @return whether there are none
	 */
	public boolean isEmpty() {
		return this.byThread.isEmpty();
	}

	/**
	 * What a thread was at.
	 * @param thread the identifier of a Java thread
	 * @param epochNanos a time in nanoseconds since 1970
	 * @return the label of the innermost span, perhaps none
	 */
	public Map<String, String> at(long thread, long epochNanos) {
		for (Span span : this.byThread.getOrDefault(thread, List.of())) {
			if (span.start <= epochNanos && epochNanos < span.end) {
				return Map.of(span.key, span.value);
			}
		}
		return Map.of();
	}

	/**
	 * A time as {@link #at} wants it.
	 * @param time a time
	 * @return nanoseconds since 1970
	 */
	public static long epochNanos(Instant time) {
		return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
	}

	private static long epochNanos() {
		return epochNanos(Instant.now());
	}

	/**
	 * What a thread is at for some time.
	 */
	public static final class Span implements AutoCloseable {

		private final long thread;

		private final String key;

		private final String value;

		private final long start;

		private volatile long end = Long.MAX_VALUE;

		private Span(long thread, String key, String value, long start) {
			this.thread = thread;
			this.key = key;
			this.value = value;
			this.start = start;
		}

		/** It has come to its end. */
		@Override
		public void close() {
			this.end = epochNanos();
		}

	}

}
