package dev.pprof4j.actuate.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import dev.pprof4j.Profiler;
import dev.pprof4j.actuate.MediaTypes;
import dev.pprof4j.actuate.PprofEndpoint;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.ProfileKind.Timing;
import org.jspecify.annotations.Nullable;

/**
 * The headers of an answer. {@code go tool pprof} shows the text of an error only if
 * {@code X-Go-Pprof} is set.
 */
public final class PprofHeaders {

	/** The answer to a request that a page of another site made the browser send. */
	static final String FOREIGN = "Forbidden: a page of another site requested this; open the address by hand\n";

	static final String FETCH_SITE = "Sec-Fetch-Site";

	/** Cached by the browser alone, for a year. */
	private static final String KEPT = "private, max-age=31536000, immutable";

	private static final Pattern SECONDS = Pattern.compile("(^|&)seconds=");

	/** The time until another profiler ends is unknown. */
	private static final Duration UNKNOWN = Duration.ofSeconds(10);

	private final Profiler profiler;

	private final String application;

	/**
	 * The headers of all answers.
	 * @param profiler knows when a refused request may be repeated
	 * @param application the name of the application, which recordings are named after
	 */
	public PprofHeaders(Profiler profiler, String application) {
		this.profiler = profiler;
		this.application = application.replaceAll("[^A-Za-z0-9._-]", "_");
	}

	/**
	 * The headers for one answer.
	 * @param path the path of the request
	 * @param query its parameters as received, or {@code null}
	 * @param status the status of the answer
	 * @param contentType the type of its body
	 * @return names and values
	 */
	Map<String, String> of(String path, @Nullable String query, int status, @Nullable String contentType) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("X-Go-Pprof", "1");
		headers.put("X-Content-Type-Options", "nosniff");
		headers.put("X-Frame-Options", "DENY"); // no clickjacking
		headers.put("Cache-Control", isKept(path, status, contentType) ? KEPT : "no-store");
		// A repeated request would get another profile.
		headers.put("Accept-Ranges", "none");
		if (status == 200 && contentType != null && contentType.startsWith(MediaTypes.BINARY)) {
			headers.put("Content-Disposition", "attachment; filename=\"" + fileName(path, query) + "\"");
		}
		if (status == 405) {
			headers.put("Allow", "GET, HEAD"); // Spring names only the first
		}
		if (status == 409) {
			headers.put("Retry-After", retryAfter(UNKNOWN));
		}
		if (status == 429) {
			headers.put("Retry-After", retryAfter(this.profiler.status().untilNextEnd()));
		}
		return headers;
	}

	/** A page in place of a file is the application's own sign-in. */
	private static boolean isKept(String path, int status, @Nullable String contentType) {
		return status == 200 && contentType != null && !contentType.startsWith("text/html")
				&& PprofEndpoint.neverChanges(path);
	}

	private static String retryAfter(Duration left) {
		return Long.toString(Math.max(1, left.plusMillis(999).toSeconds()));
	}

	/** Named as Go's downloads are; Mission Control needs its own suffix. */
	private String fileName(String path, @Nullable String query) {
		String name = path.substring(path.lastIndexOf('/') + 1);
		if (name.equals(PprofEndpoint.TRACE)) {
			return this.application + ".jfr";
		}
		boolean atOnce = ProfileKind.ofPath(name).filter((kind) -> kind.timing() != Timing.WINDOW).isPresent();
		return (atOnce && query != null && SECONDS.matcher(query).find()) ? name + "-delta" : name;
	}

	/**
	 * The sentence for an answer that the web stack gives instead of the endpoint.
	 * @param status its status
	 * @return the text
	 */
	static String sentence(int status) {
		return switch (status) {
			case 400 -> "Bad Request: the path or the parameters cannot be understood\n";
			case 404 -> "Unknown profile\n";
			case 405 -> "Method Not Allowed: use GET\n";
			case 406 -> "Not Acceptable: profiles are application/octet-stream, errors are text/plain\n";
			default -> "The request failed with status " + status + "\n";
		};
	}

}
