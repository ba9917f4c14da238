package dev.pprof4j.source.asyncprofiler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import one.jfr.Dictionary;
import one.jfr.event.ExecutionSample;
import org.jspecify.annotations.Nullable;

/**
 * How many samples of one chunk there are of what is told apart in it. There may be
 * millions, of a few thousand stacks: nothing is made for a sample that is like one
 * before.
 */
final class SampleCounts {

	/** The first of those with a stack and a thread, both in one number. */
	private final Dictionary<Count> heads = new Dictionary<>();

	private final List<Count> all = new ArrayList<>();

	/**
	 * Counts a sample.
	 * @param sample the sample
	 * @param spans what its thread was at
	 */
	void add(ExecutionSample sample, Map<String, String> spans) {
		long key = (long) sample.stackTraceId << Integer.SIZE | sample.tid;
		Count head = this.heads.get(key);
		Count count = head;
		while (count != null && !count.isOf(sample.threadState, spans)) {
			count = count.next;
		}
		if (count == null) {
			count = new Count(sample, spans, head);
			this.heads.put(key, count);
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
	 * How many there are of some that are alike.
	 */
	static final class Count {

		private final int stackTraceId;

		private final int tid;

		private final int state;

		private final Map<String, String> spans;

		/** Another one with this stack and this thread. */
		private final @Nullable Count next;

		private long samples;

		private Count(ExecutionSample sample, Map<String, String> spans, @Nullable Count next) {
			this.stackTraceId = sample.stackTraceId;
			this.tid = sample.tid;
			this.state = sample.threadState;
			this.spans = spans;
			this.next = next;
		}

		private boolean isOf(int state, Map<String, String> spans) {
			return this.state == state && this.spans.equals(spans);
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
