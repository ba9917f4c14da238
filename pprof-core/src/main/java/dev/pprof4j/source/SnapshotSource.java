package dev.pprof4j.source;

import java.util.OptionalLong;
import java.util.Set;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;

/**
 * Counts from the moment it is started, and can be read at any time without being reset.
 * Implementations are safe to use from many threads.
 */
public interface SnapshotSource extends AutoCloseable {

	/**
	 * The kinds of profile that it counts.
	 * @return the kinds of its profiles
	 */
	Set<ProfileKind> kinds();

	/**
	 * The name of the source.
	 * @return for example {@code async-profiler} or {@code jfr}
	 */
	String name();

	/**
	 * Whether it works, as far as is known.
	 * @return its state, with the reason
	 */
	SourceState state();

	/**
	 * Begins to count, unless it has begun. Does not wait for anything slow.
	 * @throws ProfilingException.Unavailable if it cannot start, with the reason
	 */
	void start();

	/**
	 * What has been counted since the start.
	 * @param kind one of its kinds
	 * @param afterGc whether to collect garbage first, so that in-use values are exact
	 * @return the profile
	 * @throws ProfilingException if it cannot be read, with the reason
	 */
	Profile snapshot(ProfileKind kind, boolean afterGc);

	/**
	 * How many records a snapshot would have, as far as that is known without taking one.
	 * @param kind one of its kinds
	 * @return their number, or empty if it is not known
	 */
	default OptionalLong records(ProfileKind kind) {
		return OptionalLong.empty();
	}

	/**
	 * Stops counting. May be called again.
	 */
	@Override
	void close();

}
