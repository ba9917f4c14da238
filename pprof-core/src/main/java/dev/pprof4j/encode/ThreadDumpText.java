package dev.pprof4j.encode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.ThreadPicture;

/**
 * Writes a thread dump in the format of Go ({@code debug=2}): deadlocks first, then each
 * thread as it comes, and at the end what was left out. Where Go gives the reason for a
 * wait, this gives the state, the lock and its owner. How long a thread has waited is not
 * known. Not thread-safe.
 */
public final class ThreadDumpText implements Consumer<ThreadPicture> {

	private final Appendable out;

	/**
	 * Creates a dump without threads.
	 * @param out where it is written; a write error is thrown as an
	 * {@link UncheckedIOException}
	 */
	public ThreadDumpText(Appendable out) {
		this.out = out;
	}

	/**
	 * Writes the deadlocks that the JVM found. Call this first.
	 * @param sentences one for each cycle of threads that wait for each other
	 */
	public void deadlocks(List<String> sentences) {
		sentences.forEach((sentence) -> write(OneLine.of(sentence), "\n\n"));
	}

	/**
	 * Writes a thread.
	 * @param thread the thread
	 */
	@Override
	public void accept(ThreadPicture thread) {
		write("goroutine ", String.valueOf(thread.id()), " [", state(thread), "] {", labels(thread), "}:\n");
		for (Frame frame : thread.stack()) {
			frame(frame);
		}
		write("\n");
	}

	/**
	 * Writes what is missing. Call this last.
	 * @param threads how many threads exist beyond those written
	 */
	public void leftOut(long threads) {
		if (threads > 0) {
			write("...", String.valueOf(threads), " more threads were not looked at...\n");
		}
	}

	private static String state(ThreadPicture thread) {
		String state = thread.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
		String blocker = thread.blocker().isEmpty() ? "" : ", on " + thread.blocker();
		return OneLine.of(state + blocker + (thread.owner().isEmpty() ? "" : ", owner " + thread.owner()));
	}

	private static String labels(ThreadPicture thread) {
		StringBuilder labels = new StringBuilder("name: ").append(quoted(thread.name()));
		labels.append(thread.daemon() ? ", daemon: true" : "").append(", virtual: ").append(thread.virtual());
		for (Label label : thread.labels().all()) {
			labels.append(", ").append(quoted(label.key())).append(": ").append(quoted(String.valueOf(label.text())));
		}
		return labels.toString();
	}

	/** Quotes only where necessary, as Go 1.27 does. */
	private static String quoted(String text) {
		boolean plain = !text.isEmpty() && text.chars()
			.allMatch((character) -> Character.isLetterOrDigit(character) || "-_.#/@$".indexOf(character) >= 0);
		return plain ? text : OneLine.quoted(text);
	}

	/** A name in brackets stands for missing frames and has no source position. */
	private void frame(Frame frame) {
		if (frame.name().startsWith("[")) {
			write(frame.name(), "\n");
		}
		else {
			write(frame.name(), "(...)\n\t", frame.fileName());
			write((frame.line() > 0) ? ":" + frame.line() + "\n" : "\n");
		}
	}

	private void write(String... texts) {
		try {
			for (String text : texts) {
				this.out.append(text);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
