package dev.pprof4j.source.jfr;

import dev.pprof4j.profile.Stack;

/**
 * The stack of an event.
 *
 * @param frames the frames, leaf first
 * @param idle whether a thread that waits there has nothing to do
 */
record EventStack(Stack frames, boolean idle) {

	static EventStack of(Stack frames) {
		return new EventStack(frames, IdleThreads.isIdle(frames));
	}

}
