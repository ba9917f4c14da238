package dev.pprof4j.source.asyncprofiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.pprof4j.label.TimeSpans;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import one.jfr.JfrReader;
import one.jfr.event.ExecutionSample;

/**
 * The threads of one chunk of a JFR file, as labels. While a thread was within a span of
 * time that has a label, it goes by a number of ours. Not thread-safe.
 */
final class JfrThreads {

	private final JfrReader reader;

	private final TimeSpans spans;

	private final Map<Integer, Labels> labels = new HashMap<>();

	private final Map<InSpan, Integer> numbers = new HashMap<>();

	/** The first has the number -1. */
	private final List<InSpan> inSpans = new ArrayList<>();

	JfrThreads(JfrReader reader, TimeSpans spans) {
		this.reader = reader;
		this.spans = spans;
	}

	/**
	 * Who a sample is of.
	 * @return the number of the thread in the file, below zero if it was within a span
	 */
	int number(ExecutionSample sample) {
		Long thread = this.spans.isEmpty() ? null : this.reader.javaThreads.get(sample.tid);
		if (thread == null) {
			return sample.tid;
		}
		Map<String, String> label = this.spans.at(thread, this.reader.eventTimeToNanos(sample.time));
		return label.isEmpty() ? sample.tid : this.numbers.computeIfAbsent(new InSpan(sample.tid, label), this::add);
	}

	private int add(InSpan inSpan) {
		this.inSpans.add(inSpan);
		return -this.inSpans.size();
	}

	/** The labels of a thread with this number. */
	Labels of(int number) {
		return this.labels.computeIfAbsent(number, this::labels);
	}

	private Labels labels(int number) {
		if (number >= 0 || -number > this.inSpans.size()) {
			return thread(number);
		}
		InSpan inSpan = this.inSpans.get(-number - 1);
		return thread(inSpan.tid()).and(inSpan.label());
	}

	/** Native threads, the JVM's own among them, have no Java id. */
	private Labels thread(int tid) {
		String name = this.reader.threads.get(tid);
		Long id = this.reader.javaThreads.get(tid);
		Label thread = Label.of(LabelKeys.THREAD, (name != null) ? name : "tid=" + tid);
		return (id != null && id != 0) ? Labels.of(thread, Label.of(LabelKeys.THREAD_ID, id, "")) : Labels.of(thread);
	}

	/** The Java id of the thread with these labels: 0 for native threads. */
	static long id(Labels labels) {
		for (Label label : labels.all()) {
			if (label.key().equals(LabelKeys.THREAD_ID)) {
				return label.number();
			}
		}
		return 0;
	}

	/**
	 * A thread while it was at something.
	 *
	 * @param tid its number
	 * @param label the label of that
	 */
	private record InSpan(int tid, Map<String, String> label) {

	}

}
