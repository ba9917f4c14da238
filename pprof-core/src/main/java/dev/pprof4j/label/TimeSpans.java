package dev.pprof4j.label;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Labels with too many values for {@link ProfilingLabels}, such as trace identifiers. A
 * sample has such a label if its thread was inside the span at the time of the sample.
 * That works only for CPU and wall-clock time, whose samples have times. The last 65,536
 * spans of the JVM are remembered. Safe to share between threads.
 */
public final class TimeSpans {

	private static final int ROOM = 1 << 16;

	/** How many open spans are passed over before one is forgotten. */
	private static final int TRIES = 16;

	private static final AtomicInteger next = new AtomicInteger();

	/** The end of the latest span that is forgotten, in nanoseconds since 1970. */
	private static final AtomicLong forgottenUntil = new AtomicLong(Long.MIN_VALUE);

	/** Half a megabyte, allocated on first use. */
	private static volatile @Nullable AtomicReferenceArray<@Nullable Span> remembered;

	private final Map<Long, List<Span>> byThread = new HashMap<>();

	private TimeSpans() {
	}

	/**
	 * Opens a span: the label applies to this thread from now on.
	 * @param key the key of the label
	 * @param value its value
	 * @return the span, to be closed by the same thread
	 */
	public static Span open(String key, String value) {
		Span span = new Span(Thread.currentThread().getId(), key, value, epochNanos());
		AtomicReferenceArray<@Nullable Span> spans = spans();
		int slot = nextSlot();
		for (int i = 0; i < TRIES && isOpen(spans.get(slot)); i++) {
			slot = nextSlot();
		}
		Span forgotten = spans.getAndSet(slot, span);
		if (forgotten != null) {
			forgottenUntil.accumulateAndGet(Math.min(forgotten.end, span.start), Math::max);
		}
		return span;
	}

	private static int nextSlot() {
		return (next.getAndIncrement() & Integer.MAX_VALUE) % ROOM;
	}

	private static boolean isOpen(@Nullable Span span) {
		return span != null && span.end == Long.MAX_VALUE;
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
	 * Returns no spans.
	 * @return no spans
	 */
	public static TimeSpans none() {
		return new TimeSpans();
	}

	/**
	 * Returns the spans that are remembered now.
	 * @return the spans, none if none was ever opened
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
	 * Returns whether there are no spans, so that looking them up can be skipped.
	 * @return whether there are none
	 */
	public boolean isEmpty() {
		return this.byThread.isEmpty();
	}

	/**
	 * Returns the label of a thread at a given time.
	 * @param thread the identifier of a Java thread
	 * @param epochNanos a time in nanoseconds since 1970
	 * @return the label of the innermost span, possibly none
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
	 * Says whether labels of a window may be missing, because too many spans have been
	 * opened since it began.
	 * @param start the beginning of the window
	 * @return a sentence for readers of the profile, empty if nothing is missing
	 */
	public static Optional<String> missingSince(Instant start) {
		long until = forgottenUntil.get();
		if (until <= epochNanos(start)) {
			return Optional.empty();
		}
		Instant second = Instant.ofEpochSecond(TimeUnit.NANOSECONDS.toSeconds(until) + 1);
		return Optional
			.of(String.format(Locale.ROOT, "Labels that go by time, such as trace_id, may be missing before %s:"
					+ " only the last %,d spans are remembered", second, ROOM));
	}

	/**
	 * Converts a time to the form that {@link #at} expects.
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
	 * A label that applies to a thread for some time.
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

		/** Ends the span. */
		@Override
		public void close() {
			this.end = epochNanos();
		}

	}

}
