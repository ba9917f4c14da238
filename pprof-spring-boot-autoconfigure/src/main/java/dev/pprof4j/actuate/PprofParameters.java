package dev.pprof4j.actuate;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All parameters of a request. An operation sees only those it declares, and a misspelt
 * {@code seconds} must not be taken for the default. The first value of a repeated
 * parameter counts, as in Go.
 */
public final class PprofParameters {

	/**
	 * Method and address as received, which an operation cannot see. Set by the filter,
	 * in place of whatever a client sends under this name.
	 */
	public static final String REQUEST_LINE = "pprof.request-line";

	/** How long a window lasts. */
	static final String SECONDS = "seconds";

	/** Whether the answer is to be text. */
	static final String DEBUG = "debug";

	/** Whether to collect garbage first. */
	static final String GC = "gc";

	/** Whether labels are wanted. */
	static final String LABELS = "labels";

	/** How much of the past is wanted. */
	static final String LAST = "last";

	/**
	 * Which threads are wanted: wall-clock profiles have all threads, most of which wait
	 * for work.
	 */
	static final String THREAD = "thread";

	/**
	 * Go's parameters, and one of ours: no path refuses them, and those that have no use
	 * for them ignore them.
	 */
	private static final Set<String> EVERYWHERE = Set.of(SECONDS, DEBUG, GC, LABELS);

	private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,99}");

	private static final Pattern TIME = Pattern.compile("(\\d{1,9})([smh]?)");

	private static final Pattern NUMBER = Pattern.compile("\\d{1,99}(\\.\\d{1,9})?");

	private final Map<String, String> values = new LinkedHashMap<>();

	private final String requestLine;

	/**
	 * The parameters among the arguments of an operation.
	 * @param arguments the arguments; those of the path are arrays
	 */
	PprofParameters(Map<String, Object> arguments) {
		arguments.forEach((name, value) -> {
			if (value instanceof List<?> list) {
				this.values.put(name, list.isEmpty() ? "" : String.valueOf(list.get(0)));
			}
			else if (!(value instanceof Object[])) {
				this.values.put(name, String.valueOf(value));
			}
		});
		this.requestLine = Objects.requireNonNullElse(this.values.remove(REQUEST_LINE), "");
	}

	boolean has(String name) {
		return this.values.containsKey(name);
	}

	Set<String> names() {
		return this.values.keySet();
	}

	/**
	 * Refuses parameters that have no meaning here, nor anywhere in Go.
	 * @param path the requested path
	 */
	void rejectUnknown(PprofPath path) {
		Set<String> unknown = new TreeSet<>(names());
		unknown.removeAll(EVERYWHERE);
		path.parameters().forEach(unknown::remove);
		if (!unknown.isEmpty()) {
			throw BadQueryException
				.invalid("unknown parameter %s: %s has %s".formatted(printable(unknown.iterator().next()), path.name(),
						path.parameters().isEmpty() ? "none" : String.join(", ", new TreeSet<>(path.parameters()))));
		}
	}

	/** The value, or an empty string if there is none. */
	String text(String name) {
		return this.values.getOrDefault(name, "");
	}

	/** The value, or the first allowed one if there is none. */
	String oneOf(String name, String... allowed) {
		String value = this.values.get(name);
		if (value == null) {
			return allowed[0];
		}
		if (!Set.of(allowed).contains(value)) {
			throw BadQueryException.invalid("invalid value for \"%s\" - must be one of %s: %s=%s".formatted(name,
					String.join(", ", allowed), name, printable(value)));
		}
		return value;
	}

	/** The value of {@code seconds}, which must be present, as a whole number. */
	Duration wholeSeconds(Duration max) {
		return seconds(max, WHOLE_NUMBER, "a positive integer");
	}

	/**
	 * The value of {@code seconds}, which must be present, in the form of Go's
	 * {@code trace}.
	 */
	Duration seconds(Duration max) {
		return seconds(max, NUMBER, "a positive number");
	}

	private Duration seconds(Duration max, Pattern syntax, String expected) {
		String seconds = String.valueOf(this.values.get(SECONDS));
		BigDecimal value = syntax.matcher(seconds).matches() ? new BigDecimal(seconds) : BigDecimal.ZERO;
		if (value.signum() == 0) {
			throw BadQueryException
				.invalid("invalid value for \"seconds\" - must be %s: seconds=%s, pprof.max-duration=%ss"
					.formatted(expected, printable(seconds), max.toSeconds()));
		}
		if (value.compareTo(BigDecimal.valueOf(max.toSeconds())) > 0) {
			throw tooLong(seconds, max);
		}
		return Duration.ofNanos(value.movePointRight(9).longValueExact());
	}

	/**
	 * The value of {@code last}, which must be present: seconds, or minutes or hours with
	 * their letter.
	 * @param retention how much of the past is kept, zero if none is
	 */
	Duration last(Duration retention) {
		String last = text(LAST);
		if (retention.isZero()) {
			throw BadQueryException
				.invalid("last=%s needs pprof.cpu.continuous.enabled=true".formatted(printable(last)));
		}
		Matcher time = TIME.matcher(last);
		long seconds = time.matches() ? Long.parseLong(time.group(1)) * secondsIn(time.group(2)) : 0;
		if (seconds == 0) {
			throw BadQueryException.invalid(
					"invalid value for \"last\" - must be a time such as 60s or 5m: last=%s, pprof.cpu.continuous.retention=%ss"
						.formatted(printable(last), retention.toSeconds()));
		}
		if (seconds > retention.toSeconds()) {
			throw BadQueryException.invalid("last=%s exceeds pprof.cpu.continuous.retention=%ss"
				.formatted(printable(last), retention.toSeconds()));
		}
		return Duration.ofSeconds(seconds);
	}

	private static int secondsIn(String unit) {
		return switch (unit) {
			case "h" -> 3600;
			case "m" -> 60;
			default -> 1;
		};
	}

	private static BadQueryException tooLong(String seconds, Duration max) {
		return BadQueryException
			.invalid("seconds=%s exceeds pprof.max-duration=%ss".formatted(printable(seconds), max.toSeconds()));
	}

	/** A value from outside in a form that can be shown: short, on one line, in ASCII. */
	private static String printable(String value) {
		String shortened = (value.length() > 32) ? value.substring(0, 32) + "..." : value;
		return shortened.replaceAll("[^ -~]", "?");
	}

	/** Whether the answer is wanted without its body. If so, nothing is started. */
	boolean headOnly() {
		return this.requestLine.startsWith("HEAD ");
	}

	/**
	 * The address without its parameters, as the client knows it; empty if unknown.
	 */
	String address() {
		return this.requestLine.substring(this.requestLine.indexOf(' ') + 1);
	}

	/** Whether the path ends like that of a folder, which no profile is. */
	boolean hasTrailingSlash() {
		return this.requestLine.endsWith("/");
	}

}
