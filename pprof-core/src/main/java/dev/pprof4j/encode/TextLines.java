package dev.pprof4j.encode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;

/**
 * What Go's text formats have in common. Used for one profile.
 */
final class TextLines {

	private final Appendable text;

	/** Reused, because a frame is in many stacks. */
	private final Map<Frame, String> lines = new HashMap<>();

	TextLines(Appendable text) {
		this.text = text;
	}

	/** Appends a part; a write error is thrown as an {@link UncheckedIOException}. */
	TextLines append(Object part) {
		try {
			this.text.append(part.toString());
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Appends the rest of a record: its stack, with its labels in between as in Go. */
	void stack(List<Frame> stack, Labels labels) {
		append(" @");
		for (Frame frame : stack) {
			append(" 0x").append(Long.toHexString(frame.address()));
		}
		append('\n');
		if (!labels.all().isEmpty()) {
			append("# labels: ").append(json(labels)).append('\n');
		}
		for (Frame frame : stack) {
			append(this.lines.computeIfAbsent(frame, TextLines::line));
		}
		append('\n');
	}

	/**
	 * Appends one line for each comment, whatever characters it has: names of threads are
	 * not under our control.
	 */
	void comments(List<String> comments) {
		comments.forEach((comment) -> append("# ").append(OneLine.of(comment)).append('\n'));
	}

	private static String line(Frame frame) {
		return "#\t0x" + Long.toHexString(frame.address()) + '\t' + frame.name() + "+0x0\t" + frame.fileName() + ':'
				+ frame.line() + '\n';
	}

	private static String json(Labels labels) {
		StringBuilder json = new StringBuilder("{");
		for (Label label : labels.all()) {
			json.append((json.length() > 1) ? ", " : "").append(OneLine.quoted(label.key())).append(':');
			String text = label.text();
			json.append((text != null) ? OneLine.quoted(text) : label.number());
		}
		return json.append('}').toString();
	}

}
