package dev.pprof4j.test;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Snapshots with all that has happened. On a busy machine Flight Recorder may deliver its
 * events later than a snapshot waits for them. The counts go on, so a later snapshot has
 * what this one says it lacks.
 */
public final class CompleteSnapshot {

	/** How the comment begins of a snapshot that lacks something. */
	public static final String LATE = "The last seconds are missing";

	private CompleteSnapshot() {
	}

	/**
	 * Takes snapshots until one is complete, or until the test's time is over.
	 * @param <T> the type of a snapshot
	 * @param snapshot takes one
	 * @param comments returns its comments
	 * @return the first that is complete
	 */
	public static <T> T of(Supplier<T> snapshot, Function<T, List<String>> comments) {
		T taken = snapshot.get();
		while (comments.apply(taken).stream().anyMatch((comment) -> comment.startsWith(LATE))) {
			assertThat(Thread.currentThread().isInterrupted()).as("its time is over").isFalse();
			taken = snapshot.get();
		}
		return taken;
	}

}
