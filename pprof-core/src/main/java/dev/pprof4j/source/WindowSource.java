package dev.pprof4j.source;

import dev.pprof4j.profile.ProfileKind;

/**
 * Takes profiles over a window of time. Implementations are safe to use from many
 * threads.
 */
public interface WindowSource {

	/**
	 * What it measures.
	 * @return the kind of its profiles
	 */
	ProfileKind kind();

	/**
	 * What it is, in a word.
	 * @return for example {@code async-profiler} or {@code jfr}
	 */
	String name();

	/**
	 * Whether it works, as far as is known without starting it.
	 * @return its state, with the reason
	 */
	SourceState state();

	/**
	 * Starts to record; the recording does not end by itself.
	 * @return the running recording, for the caller to close
	 * @throws ProfilingException if it cannot be started, with the reason and what to do
	 */
	Recording start();

	/**
	 * Ends a recording of this source, and starts the next one where it ends. Where it
	 * can be, the sampling goes on: a new beginning would cost each thread what it has
	 * used since its last sample, which for threads that do little is all of it.
	 * @param previous what this source has started
	 * @return the running recording, for the caller to close
	 * @throws ProfilingException if it cannot be started, with the reason and what to do
	 */
	default Recording startAfter(Recording previous) {
		previous.end();
		return start();
	}

}
