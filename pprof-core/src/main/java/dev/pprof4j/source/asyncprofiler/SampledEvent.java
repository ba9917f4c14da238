package dev.pprof4j.source.asyncprofiler;

import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

import dev.pprof4j.profile.ProfileKind;

/**
 * What async-profiler can sample at the same time. Both write execution samples, which
 * are told apart by the state of the thread.
 */
enum SampledEvent {

	/** CPU time: a sample has no state. */
	CPU(ProfileKind.CPU, Set.of("STATE_DEFAULT")),

	/** Time, whether a thread runs or not: a sample says which. */
	WALL(ProfileKind.WALL, Set.of("STATE_RUNNABLE", "STATE_SLEEPING"));

	/** None has a larger number. */
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
	 * Its states in a chunk, by their numbers. This is asked of every sample, of which
	 * there may be millions: with a set of numbers it took a fifth longer to read seven
	 * of them.
	 * @param names those of all states that the chunk knows
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
