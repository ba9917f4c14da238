package dev.pprof4j.source;

import dev.pprof4j.profile.ProfileKind;

/**
 * Takes profiles over a window of time. Implementations are safe to use from many
 * threads.
 */
public interface WindowSource {

	/**
	 * The kind of profile that it measures.
	 * @return the kind of its profiles
	 */
	ProfileKind kind();

	/**
	 * The name of the source.
	 * @return for example {@code async-profiler} or {@code jfr}
	 */
	String name();

	/**
	 * Whether it works, as far as is known without starting it.
	 * @return its state, with the reason
	 */
	SourceState state();

	/**
	 * Starts a recording, which does not end by itself.
	 * @return the running recording, for the caller to close
	 * @throws ProfilingException if it cannot be started, with the reason and what to do
	 */
	Recording start();

	/**
	 * Ends a recording of this source, and starts the next one at the same point. Where
	 * possible, sampling continues without a restart: a restart would cost each thread
	 * what it has used since its last sample, which for a thread that does little is
	 * everything.
	 * @param previous a recording that this source has started
	 * @return the running recording, for the caller to close
	 * @throws ProfilingException if it cannot be started, with the reason and what to do
	 */
	default Recording startAfter(Recording previous) {
		previous.end();
		return start();
	}

}
