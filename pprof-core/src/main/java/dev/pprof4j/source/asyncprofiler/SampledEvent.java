package dev.pprof4j.source.asyncprofiler;

import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

import dev.pprof4j.profile.ProfileKind;

/**
 * The events that async-profiler can sample at the same time. Both write execution
 * samples; the state of the thread shows which is which.
 */
enum SampledEvent {

	/** CPU time: a sample has no state. */
	CPU(ProfileKind.CPU, Set.of("STATE_DEFAULT")),

	/** Wall-clock time, whether a thread runs or not: a sample says which. */
	WALL(ProfileKind.WALL, Set.of("STATE_RUNNABLE", "STATE_SLEEPING"));

	/** No state has this number or a larger one. */
	private static final int MAX_STATES = 256;

	private final ProfileKind kind;

	private final Set<String> states;

	SampledEvent(ProfileKind kind, Set<String> states) {
		this.kind = kind;
		this.states = states;
	}

	ProfileKind kind() {
		return this.kind;
	}

	/**
	 * Tests whether a state, given by its number in a chunk, is one of this event's. This
	 * runs for every sample, of which there may be millions: with a set of numbers,
	 * reading seven million took a fifth longer.
	 * @param names the names of all states that the chunk knows
	 */
	IntPredicate states(Map<Integer, String> names) {
		boolean[] included = new boolean[MAX_STATES];
		names.forEach((number, name) -> {
			if (isState(number)) {
				included[number] = this.states.contains(name);
			}
		});
		return (number) -> isState(number) && included[number];
	}

	private static boolean isState(int number) {
		return number >= 0 && number < MAX_STATES;
	}

}
