package dev.pprof4j.source.thread;

import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.symbol.ThreadNames;

/**
 * What distinguishes threads with equal stacks.
 *
 * @param state their state
 * @param pool the pool that they belong to
 * @param virtual whether they are virtual threads
 */
record ThreadKind(Thread.State state, String pool, boolean virtual) {

	static ThreadKind of(SeenThread thread) {
		return new ThreadKind(thread.state(), pool(thread.name(), thread.virtual()), thread.virtual());
	}

	/** The pool of a thread; {@code virtual} or {@code unnamed} if it has no name. */
	static String pool(String name, boolean virtual) {
		String pool = ThreadNames.pool(name);
		return !pool.isEmpty() ? pool : virtual ? "virtual" : "unnamed";
	}

	Labels labels() {
		return Labels.of(Label.of("state", this.state.name()), Label.of(LabelKeys.POOL, this.pool),
				Label.of("virtual", String.valueOf(this.virtual)));
	}

}
