package dev.pprof4j.actuate;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import dev.pprof4j.ProfileRequest;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ProfileKind.Timing;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for. Bad requests end here, before anything starts.
 *
 * @param request which profile to take
 * @param debug whether it is wanted as text
 * @param textLabels whether samples keep the labels that are texts, each of which a
 * scraper makes a series of
 */
record ProfileQuery(ProfileRequest request, boolean debug, boolean textLabels) {

	/**
	 * Go's parameters, and one of ours. As in Go, a profile ignores the ones it has no
	 * use for.
	 */
	private static final Set<String> PARAMETERS = Set.of("seconds", "debug", "gc", "labels");

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
		boolean textLabels = !oneOf(parameters, "labels", "all", "none").equals("none");
		if (kind.timing() == Timing.WINDOW) {
			Duration duration = parameters.has("seconds") ? seconds(parameters, limits) : limits.defaultDuration();
			return new ProfileQuery(ProfileRequest.over(kind, duration), false, textLabels);
		}
		return sinceStart(kind, parameters, limits, textLabels);
	}

	private static ProfileQuery sinceStart(ProfileKind kind, PprofParameters parameters, ProfileLimits limits,
			boolean textLabels) {
		@Nullable Duration duration = parameters.has("seconds") ? seconds(parameters, limits) : null;
		boolean debug = !oneOf(parameters, "debug", "0", "1", "2").equals("0");
		if (debug && duration != null) {
			throw BadQueryException.invalid("seconds and debug params are incompatible");
		}
		// Go collects garbage for 'heap' only, and ignores the parameter elsewhere.
		boolean gc = kind == ProfileKind.HEAP && oneOf(parameters, "gc", "0", "1").equals("1");
		return new ProfileQuery(new ProfileRequest(kind, duration, gc), debug, textLabels);
	}

	private static void rejectUnknown(PprofParameters parameters) {
		Set<String> unknown = new TreeSet<>(parameters.names());
		unknown.removeAll(PARAMETERS);
		if (!unknown.isEmpty()) {
			throw BadQueryException.invalid("unknown parameter %s: known are %s"
				.formatted(printable(unknown.iterator().next()), String.join(", ", new TreeSet<>(PARAMETERS))));
		}
	}

	/** The value, which is the first of those allowed if there is none. */
	private static String oneOf(PprofParameters parameters, String name, String... allowed) {
		String value = parameters.get(name);
		if (value == null) {
			return allowed[0];
		}
		if (!Set.of(allowed).contains(value)) {
			throw BadQueryException.invalid("invalid value for \"%s\" - must be one of %s: %s=%s".formatted(name,
					String.join(", ", allowed), name, printable(value)));
		}
		return value;
	}

	private static Duration seconds(PprofParameters parameters, ProfileLimits limits) {
		String seconds = String.valueOf(parameters.get("seconds"));
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
