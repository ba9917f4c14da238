package dev.pprof4j.source.asyncprofiler;

import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.pprof4j.profile.ProfileKind;
import one.jfr.JfrReader;

/**
 * What async-profiler can sample at the same time. Both write execution samples, which
 * are told apart by the state of the thread.
 */
enum SampledEvent {

	/** CPU time: a sample has no state. */
	CPU(ProfileKind.CPU, Set.of("STATE_DEFAULT")),

	/** Time, whether a thread runs or not: a sample says which. */
	WALL(ProfileKind.WALL, Set.of("STATE_RUNNABLE", "STATE_SLEEPING"));

	/** The type in which JFR names the states. */
	private static final String STATES = "jdk.types.ThreadState";

	private final ProfileKind kind;

	private final Set<String> states;

	SampledEvent(ProfileKind kind, Set<String> states) {
		this.kind = kind;
		this.states = states;
	}

	ProfileKind kind() {
		return this.kind;
	}

	/** The numbers that its states have in a chunk. */
	BitSet states(JfrReader reader) {
		Map<Integer, String> names = Objects.requireNonNullElse(reader.enums.get(STATES), Map.of());
		BitSet numbers = new BitSet();
		names.forEach((number, name) -> numbers.set(number, this.states.contains(name)));
		return numbers;
	}

}
