package dev.pprof4j.source.asyncprofiler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import one.jfr.Dictionary;
import one.jfr.event.ExecutionSample;
import org.jspecify.annotations.Nullable;

/**
 * Counts the samples of one chunk by stack, thread, state and spans. A recording may have
 * millions of samples of a few thousand stacks, so that no key is made to look one up.
 */
final class SampleCounts {

	private final Dictionary<Count> plain = new Dictionary<>();

	private final Map<Map<String, String>, Dictionary<Count>> bySpans = new HashMap<>();

	private final List<Count> all = new ArrayList<>();

	/**
	 * Counts a sample.
	 * @param sample the sample
	 * @param spans what its thread was at
	 */
	void add(ExecutionSample sample, Map<String, String> spans) {
		Dictionary<Count> counts = spans.isEmpty() ? this.plain
				: this.bySpans.computeIfAbsent(spans, (added) -> new Dictionary<>());
		long key = (long) sample.stackTraceId << Integer.SIZE | (sample.tid & 0xffff_ffffL);
		Count first = counts.get(key);
		Count count = first;
		while (count != null && count.state != sample.threadState) {
			count = count.next;
		}
		if (count == null) {
			count = new Count(sample, spans, first);
			counts.put(key, count);
			this.all.add(count);
		}
		count.samples += sample.samples();
	}

	/** All of them, those with the same stack one after the other. */
	List<Count> all() {
		List<Count> sorted = new ArrayList<>(this.all);
		sorted.sort(Comparator.comparingInt(Count::stackTraceId));
		return sorted;
	}

	/**
	 * Samples that are alike.
	 */
	static final class Count {

		private final int stackTraceId;

		private final int tid;

		private final int state;

		private final Map<String, String> spans;

		/** With this stack and this thread, in another state. */
		private final @Nullable Count next;

		private long samples;

		private Count(ExecutionSample sample, Map<String, String> spans, @Nullable Count next) {
			this.stackTraceId = sample.stackTraceId;
			this.tid = sample.tid;
			this.state = sample.threadState;
			this.spans = spans;
			this.next = next;
		}

		int stackTraceId() {
			return this.stackTraceId;
		}

		int tid() {
			return this.tid;
		}

		int state() {
			return this.state;
		}

		Map<String, String> spans() {
			return this.spans;
		}

		long samples() {
			return this.samples;
		}

	}

}
