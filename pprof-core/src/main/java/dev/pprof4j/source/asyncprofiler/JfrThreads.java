package dev.pprof4j.source.asyncprofiler;

import java.util.HashMap;
import java.util.Map;

import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import one.jfr.JfrReader;

/**
 * The threads of one chunk of a JFR file, as labels.
 */
final class JfrThreads {

	private final JfrReader reader;

	private final Map<Integer, Labels> threads = new HashMap<>();

	JfrThreads(JfrReader reader) {
		this.reader = reader;
	}

	Labels of(int tid) {
		return this.threads.computeIfAbsent(tid, this::labels);
	}

	/** Native threads, the JVM's own among them, have no Java id. */
	private Labels labels(int tid) {
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

}
