package dev.pprof4j.source.jfr;

import java.util.List;

import dev.pprof4j.profile.Frame;

/**
 * The stack of an event.
 *
 * @param frames the frames, leaf first
 * @param idle whether a thread that waits there has nothing to do
 */
record EventStack(List<Frame> frames, boolean idle) {

	static EventStack of(List<Frame> frames) {
		return new EventStack(frames, IdleThreads.isIdle(frames));
	}

}
