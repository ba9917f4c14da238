package dev.pprof4j.source.thread;

import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.symbol.ThreadNames;

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

	/** What has no name is called {@code virtual} or {@code unnamed}. */
	static String pool(String name, boolean virtual) {
		String pool = ThreadNames.pool(name);
		return !pool.isEmpty() ? pool : virtual ? "virtual" : "unnamed";
	}

	Labels labels() {
		return Labels.of(Label.of("state", this.state.name()), Label.of(LabelKeys.POOL, this.pool),
				Label.of("virtual", String.valueOf(this.virtual)));
	}

}
