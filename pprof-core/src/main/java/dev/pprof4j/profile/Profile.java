package dev.pprof4j.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A finished profile. Immutable.
 *
 * @param kind what was measured, with its sample types
 * @param start when collecting began, for a window; when it was taken, for all others
 * @param duration how long was collected, zero if the profile is not a window
 * @param period the mean distance between two samples, in the unit of the kind's period
 * type
 * @param samples the samples, in an order that depends on nothing but themselves: equal
 * samples, equal list
 * @param comments sentences for whoever reads the profile
 */
public record Profile(ProfileKind kind, Instant start, Duration duration, long period, List<Sample> samples,
		List<String> comments) {

	public Profile {
		samples = List.copyOf(samples);
		comments = List.copyOf(comments);
	}

	/**
	 * This profile with one more comment.
	 * @param comment a sentence for whoever reads the profile
	 * @return the new profile
	 */
	public Profile withComment(String comment) {
		List<String> all = new ArrayList<>(this.comments);
		all.add(comment);
		return new Profile(this.kind, this.start, this.duration, this.period, this.samples, all);
	}

}
