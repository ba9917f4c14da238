package dev.pprof4j;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.source.ProfilingException;

/**
 * Joins several consecutive parts into one profile. Used for one profile, by one thread.
 */
final class PastProfile {

	/** Gaps of some milliseconds between parts are not worth a comment. */
	private static final double WORTH_SAYING = 0.01;

	/**
	 * A window that falls short of the requested length by less than this is long enough.
	 */
	private static final Duration ENOUGH = Duration.ofSeconds(1);

	private final ProfileBuilder builder;

	private final Set<String> comments = new LinkedHashSet<>();

	private Instant start = Instant.MAX;

	private Instant end = Instant.MIN;

	private Duration recorded = Duration.ZERO;

	private String loss = "";

	PastProfile(ProfileBuilder builder) {
		this.builder = builder;
	}

	/**
	 * Adds the next part. A part that cannot be read is left out, and the profile says
	 * so.
	 */
	void add(PastPart part) {
		try {
			Profile profile = part.read();
			this.builder.add(profile);
			this.comments.addAll(profile.comments());
			this.start = this.start.isBefore(profile.start()) ? this.start : profile.start();
			this.end = profile.start().plus(profile.duration());
			this.recorded = this.recorded.plus(profile.duration());
		}
		catch (RuntimeException ex) {
			this.loss = "A part is lost: " + ex.getMessage();
			this.comments.add(this.loss);
		}
	}

	/**
	 * Returns the profile of all parts.
	 * @param wanted the requested length
	 * @param failure why nothing is being recorded now, empty if something is
	 */
	Profile build(Duration wanted, String failure) {
		if (this.recorded.isZero()) {
			String reason = !failure.isEmpty() ? failure : this.loss;
			throw new ProfilingException.Unavailable(
					"No past CPU time is kept yet: " + (reason.isEmpty() ? "ask again in a second" : reason));
		}
		Duration length = Duration.between(this.start, this.end);
		this.comments.forEach(this.builder::comment);
		long missingNanos = length.minus(this.recorded).toNanos();
		if (missingNanos > length.toNanos() * WORTH_SAYING) {
			this.builder.comment("%s ms of the time that this profile covers were not recorded"
				.formatted(TimeUnit.NANOSECONDS.toMillis(missingNanos)));
		}
		if (length.plus(ENOUGH).compareTo(wanted) < 0) {
			this.builder.comment("No more than the last %s s is kept".formatted(length.toSeconds()));
		}
		if (!failure.isEmpty()) {
			this.builder.comment("Nothing is being recorded now: " + failure);
		}
		return this.builder.build(this.start, length);
	}

}
