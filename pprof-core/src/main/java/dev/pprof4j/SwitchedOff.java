package dev.pprof4j;

import java.util.Set;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;

/**
 * Takes the place of a source that is switched off, and says so.
 *
 * @param kinds what the source would count
 * @param reason why it does not count, and what to set
 */
record SwitchedOff(Set<ProfileKind> kinds, String reason) implements SnapshotSource {

	/**
	 * Takes the place of a source that a property has switched off.
	 * @param what what would be counted
	 * @param kinds the profiles; the property is that of the first one
	 */
	static SwitchedOff of(String what, ProfileKind... kinds) {
		return new SwitchedOff(Set.of(kinds),
				"%s are not counted: set pprof.%s.enabled=true and restart the application".formatted(what,
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
		// Nothing to start: being switched off is not a failure.
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
