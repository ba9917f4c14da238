package dev.pprof4j;

import java.time.Duration;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ProfileKind.Timing;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a {@link Profiler}.
 *
 * @param kind the kind of profile
 * @param duration the length of a window, or of the time between two snapshots;
 * {@code null} for one snapshot
 * @param gc whether garbage is collected before the (last) snapshot is taken
 */
public record ProfileRequest(ProfileKind kind, @Nullable Duration duration, boolean gc) {

	public ProfileRequest {
		if (duration == null && kind.timing() == Timing.WINDOW) {
			throw new IllegalArgumentException("A profile of " + kind + " takes time: it needs a duration");
		}
	}

	/**
	 * A window, or what changes in it of what is counted since the start.
	 * @param kind the kind of profile
	 * @param duration the length of the window
	 * @return the request
	 */
	public static ProfileRequest over(ProfileKind kind, Duration duration) {
		return new ProfileRequest(kind, duration, false);
	}

	/**
	 * What was counted since the start.
	 * @param kind the kind of profile
	 * @return the request
	 */
	public static ProfileRequest sinceStart(ProfileKind kind) {
		return new ProfileRequest(kind, null, false);
	}

	/**
	 * The same after a garbage collection.
	 * @return the request
	 */
	public ProfileRequest afterGc() {
		return new ProfileRequest(this.kind, this.duration, true);
	}

}
