package dev.pprof4j.source.thread;

import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;

/**
 * What tells threads with equal stacks apart.
 *
 * @param state what they do
 * @param pool which pool they are of
 * @param virtual whether they are virtual threads
 */
record ThreadKind(Thread.State state, String pool, boolean virtual) {

	static ThreadKind of(SeenThread thread) {
		return new ThreadKind(thread.state(), pool(thread.name(), thread.virtual()), thread.virtual());
	}

	/**
	 * The name of a thread without its numbers: each run of digits goes, and with it the
	 * separators ({@code - _ # . :} and space) before it, so that
	 * {@code http-nio-8080-exec-7} becomes {@code http-nio-exec}. What has no name is
	 * called {@code virtual} or {@code unnamed}.
	 */
	static String pool(String name, boolean virtual) {
		StringBuilder pool = new StringBuilder(name.length());
		for (int i = 0; i < name.length(); i++) {
			char next = name.charAt(i);
			if (!isDigit(next)) {
				pool.append(next);
			}
			else if (i == 0 || !isDigit(name.charAt(i - 1))) {
				removeSeparators(pool);
			}
		}
		if (!pool.isEmpty()) {
			return pool.toString();
		}
		return virtual ? "virtual" : "unnamed";
	}

	private static boolean isDigit(char character) {
		return character >= '0' && character <= '9';
	}

	private static void removeSeparators(StringBuilder pool) {
		while (!pool.isEmpty() && "-_#.: ".indexOf(pool.charAt(pool.length() - 1)) >= 0) {
			pool.setLength(pool.length() - 1);
		}
	}

	Labels labels() {
		return Labels.of(Label.of("state", this.state.name()), Label.of("pool", this.pool),
				Label.of("virtual", String.valueOf(this.virtual)));
	}

}
