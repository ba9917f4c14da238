package dev.pprof4j;

import java.time.Duration;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ProfileKind.Timing;
import org.jspecify.annotations.Nullable;

/**
 * A request for a profile from a {@link Profiler}.
 *
 * @param kind the kind of profile
 * @param duration the length of a window, or of the time between two snapshots;
 * {@code null} for one snapshot
 * @param gc whether garbage is collected before the (last) snapshot
 * @param past whether the window is in the past
 */
public record ProfileRequest(ProfileKind kind, @Nullable Duration duration, boolean gc, boolean past) {

	public ProfileRequest {
		if (past && (kind != ProfileKind.CPU || duration == null)) {
			throw new IllegalArgumentException("A profile of the past must be of CPU time and have a duration");
		}
		if (duration == null && kind.timing() == Timing.WINDOW) {
			throw new IllegalArgumentException("A profile of " + kind + " needs a duration");
		}
	}

	/**
	 * Requests a window or, for a kind that is counted since the start, what changes in
	 * that time.
	 * @param kind the kind of profile
	 * @param duration the length of the window
	 * @return the request
	 */
	public static ProfileRequest over(ProfileKind kind, Duration duration) {
		return new ProfileRequest(kind, duration, false, false);
	}

	/**
	 * Requests past CPU time, up to now.
	 * @param last how far back it goes
	 * @return the request
	 */
	public static ProfileRequest past(Duration last) {
		return new ProfileRequest(ProfileKind.CPU, last, false, true);
	}

	/**
	 * Requests what has been counted since the start.
	 * @param kind the kind of profile
	 * @return the request
	 */
	public static ProfileRequest sinceStart(ProfileKind kind) {
		return new ProfileRequest(kind, null, false, false);
	}

	/**
	 * Returns the same request, to be served after a garbage collection.
	 * @return the request
	 */
	public ProfileRequest afterGc() {
		return new ProfileRequest(this.kind, this.duration, true, this.past);
	}

}
