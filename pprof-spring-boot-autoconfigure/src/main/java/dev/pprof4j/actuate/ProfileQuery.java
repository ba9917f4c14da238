package dev.pprof4j.actuate;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import dev.pprof4j.profile.ProfileKind;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for: a kind of profile and how long to record. Bad requests end
 * here, before anything starts.
 *
 * @param kind the kind of profile
 * @param duration how long to record
 */
record ProfileQuery(ProfileKind kind, Duration duration) {

	/** Go's parameters. As in Go, a profile ignores the ones it has no use for. */
	private static final Set<String> PARAMETERS = Set.of("seconds", "debug", "gc");

	private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d+");

	/** More digits than any limit has. */
	private static final int MAX_DIGITS = 9;

	static ProfileQuery of(String[] path, PprofParameters parameters, ProfileLimits limits) {
		ProfileKind kind = (path.length == 1 && !parameters.hasTrailingSlash())
				? ProfileKind.ofPath(path[0]).orElse(null) : null;
		if (kind == null) {
			throw BadQueryException.notFound("Unknown profile");
		}
		rejectUnknown(parameters);
		return new ProfileQuery(kind, duration(parameters.get("seconds"), limits));
	}

	private static void rejectUnknown(PprofParameters parameters) {
		Set<String> unknown = new TreeSet<>(parameters.names());
		unknown.removeAll(PARAMETERS);
		if (!unknown.isEmpty()) {
			throw BadQueryException.invalid("unknown parameter %s: known are %s"
				.formatted(printable(unknown.iterator().next()), String.join(", ", new TreeSet<>(PARAMETERS))));
		}
	}

	private static Duration duration(@Nullable String seconds, ProfileLimits limits) {
		if (seconds == null) {
			return limits.defaultDuration();
		}
		long max = limits.maxDuration().toSeconds();
		boolean number = WHOLE_NUMBER.matcher(seconds).matches();
		if (number && (seconds.length() > MAX_DIGITS || Long.parseLong(seconds) > max)) {
			throw BadQueryException
				.invalid("seconds=%s exceeds pprof.max-duration=%ds".formatted(printable(seconds), max));
		}
		if (!number || Long.parseLong(seconds) == 0) {
			throw BadQueryException.invalid(
					"invalid value for \"seconds\" - must be a positive integer: seconds=%s, pprof.max-duration=%ds"
						.formatted(printable(seconds), max));
		}
		return Duration.ofSeconds(Long.parseLong(seconds));
	}

	/** What came from outside, fit to be shown: short, on one line, in ASCII. */
	private static String printable(String value) {
		String shortened = (value.length() > 32) ? value.substring(0, 32) + "..." : value;
		return shortened.replaceAll("[^ -~]", "?");
	}

}
