package dev.pprof4j;

import java.util.Set;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;

/**
 * Stands where a source is not wanted, and says so.
 *
 * @param kinds what it would count
 * @param reason why it does not, and what to set
 */
record SwitchedOff(Set<ProfileKind> kinds, String reason) implements SnapshotSource {

	/**
	 * Stands where nothing is counted because a property says so.
	 * @param what what would be counted
	 * @param kinds the profiles, of which the first has the property
	 */
	static SwitchedOff of(String what, ProfileKind... kinds) {
		return new SwitchedOff(Set.of(kinds),
				"%s are not counted: set pprof.%s.enabled=true and start the application again".formatted(what,
						kinds[0].path()));
	}

	@Override
	public String name() {
		return "none";
	}

	@Override
	public SourceState state() {
		return SourceState.unavailable(this.reason);
	}

	@Override
	public void start() {
		// Nothing to start: not wanted is no failure.
	}

	@Override
	public Profile snapshot(ProfileKind kind, boolean afterGc) {
		throw new ProfilingException.Unavailable(this.reason);
	}

	@Override
	public void close() {
		// Nothing to end.
	}

}
