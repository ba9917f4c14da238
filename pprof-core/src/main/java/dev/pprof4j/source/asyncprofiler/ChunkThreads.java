package dev.pprof4j.source.asyncprofiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.pprof4j.label.TimeSpans;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.source.asyncprofiler.chunk.Chunk;
import dev.pprof4j.source.asyncprofiler.chunk.ChunkThread;

/**
 * The threads of one chunk of a JFR file, as labels. A thread inside a labelled time span
 * has a number that we assign. Not thread-safe.
 */
final class ChunkThreads {

	private final Chunk chunk;

	private final TimeSpans spans;

	private final LongMap<ChunkThread> threads = new LongMap<>();

	private final LongMap<Labels> labels = new LongMap<>();

	private final Map<InSpan, Integer> numbers = new HashMap<>();

	/** The first has the number -1. */
	private final List<InSpan> inSpans = new ArrayList<>();

	ChunkThreads(Chunk chunk, TimeSpans spans) {
		this.chunk = chunk;
		this.spans = spans;
	}

	/**
	 * The thread that a sample belongs to.
	 * @param tid the number of its thread in the file
	 * @param ticks when it was taken, by the chunk's clock
	 * @return the number in the file, or a negative number if the thread was inside a
	 * span
	 */
	int number(int tid, long ticks) {
		if (this.spans.isEmpty()) {
			return tid;
		}
		Map<String, String> label = this.spans.at(thread(tid).javaId(), this.chunk.nanos(ticks));
		return label.isEmpty() ? tid : this.numbers.computeIfAbsent(new InSpan(tid, label), this::add);
	}

	private int add(InSpan inSpan) {
		this.inSpans.add(inSpan);
		return -this.inSpans.size();
	}

	/** The labels of the thread with this number. */
	Labels of(int number) {
		Labels known = this.labels.get(number);
		return (known != null) ? known : this.labels.put(number, labels(number));
	}

	private Labels labels(int number) {
		if (number >= 0) {
			return labels(thread(number));
		}
		InSpan inSpan = this.inSpans.get(-number - 1);
		return labels(thread(inSpan.tid())).and(inSpan.label());
	}

	/** Native threads, including the JVM's own, have no Java id. */
	private static Labels labels(ChunkThread thread) {
		return Labels.ofThread(thread.name(), thread.javaId());
	}

	private ChunkThread thread(int tid) {
		ChunkThread known = this.threads.get(tid);
		return (known != null) ? known : this.threads.put(tid, this.chunk.thread(tid));
	}

	/** The Java id of the thread with these labels; 0 for native threads. */
	static long id(Labels labels) {
		for (Label label : labels.all()) {
			if (label.key().equals(LabelKeys.THREAD_ID)) {
				return label.number();
			}
		}
		return 0;
	}

	/**
	 * A thread inside a span.
	 *
	 * @param tid the thread's number
	 * @param label the span's label
	 */
	private record InSpan(int tid, Map<String, String> label) {

	}

}
