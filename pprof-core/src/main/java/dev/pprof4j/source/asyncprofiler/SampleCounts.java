package dev.pprof4j.source.asyncprofiler;

import java.util.ArrayList;
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

	/** The latest of each stack, from which the others hang. */
	private final Dictionary<Count> byStack = new Dictionary<>();

	private int size;

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
			count = new Count(sample, spans, first, this.byStack.get(sample.stackTraceId));
			counts.put(key, count);
			this.byStack.put(sample.stackTraceId, count);
			this.size++;
		}
		count.samples += sample.samples();
	}

	/** All of them, those with the same stack one after the other. */
	List<Count> all() {
		List<Count> all = new ArrayList<>(this.size);
		this.byStack.forEach((stackTraceId, latest) -> {
			for (Count count = latest; count != null; count = count.earlier) {
				all.add(count);
			}
		});
		return all;
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

		/** With this stack, the one before. */
		private final @Nullable Count earlier;

		private long samples;

		private Count(ExecutionSample sample, Map<String, String> spans, @Nullable Count next,
				@Nullable Count earlier) {
			this.stackTraceId = sample.stackTraceId;
			this.tid = sample.tid;
			this.state = sample.threadState;
			this.spans = spans;
			this.next = next;
			this.earlier = earlier;
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
