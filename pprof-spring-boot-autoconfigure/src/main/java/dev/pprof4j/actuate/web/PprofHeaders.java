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
 * The headers of an answer. {@code go tool pprof} shows the text of an error only where
 * {@code X-Go-Pprof} is set.
 */
public final class PprofHeaders {

	/** Where a page of another site has made the browser ask. */
	static final String FOREIGN = "Forbidden: a page of another site has asked for this; open the address by hand\n";

	static final String FETCH_SITE = "Sec-Fetch-Site";

	/** By the browser alone, for a year. */
	private static final String KEPT = "private, max-age=31536000, immutable";

	private static final Pattern SECONDS = Pattern.compile("(^|&)seconds=");

	/** Nobody knows when somebody else's profiler ends. */
	private static final Duration UNKNOWN = Duration.ofSeconds(10);

	private final Profiler profiler;

	private final String application;

	/**
	 * The headers of all answers.
	 * @param profiler knows when a refused request may come again
	 * @param application what a recording is called
	 */
	public PprofHeaders(Profiler profiler, String application) {
		this.profiler = profiler;
		this.application = application.replaceAll("[^A-Za-z0-9._-]", "_");
	}

	/**
	 * The headers for one answer.
	 * @param path the path of the request
	 * @param query its parameters as they came, or {@code null}
	 * @param status the status of the answer
	 * @param contentType the type of its body
	 * @return names and values
	 */
	Map<String, String> of(String path, @Nullable String query, int status, @Nullable String contentType) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("X-Go-Pprof", "1");
		headers.put("X-Content-Type-Options", "nosniff");
		headers.put("X-Frame-Options", "DENY"); // what is clicked there is clicked here
		headers.put("Cache-Control", isKept(path, status, contentType) ? KEPT : "no-store");
		// The same request would get another profile.
		headers.put("Accept-Ranges", "none");
		if (status == 200 && contentType != null && contentType.startsWith(MediaTypes.BINARY)) {
			headers.put("Content-Disposition", "attachment; filename=\"" + fileName(path, query) + "\"");
		}
		if (status == 405) {
			headers.put("Allow", "GET, HEAD"); // Spring names the first alone
		}
		if (status == 409) {
			headers.put("Retry-After", retryAfter(UNKNOWN));
		}
		if (status == 429) {
			headers.put("Retry-After", retryAfter(this.profiler.status().untilNextEnd()));
		}
		return headers;
	}

	/** A page in place of a file is a sign-in of the application's own. */
	private static boolean isKept(String path, int status, @Nullable String contentType) {
		return status == 200 && contentType != null && !contentType.startsWith("text/html")
				&& PprofEndpoint.neverChanges(path);
	}

	private static String retryAfter(Duration left) {
		return Long.toString(Math.max(1, left.plusMillis(999).toSeconds()));
	}

	/** As Go names its downloads; Mission Control wants its own suffix. */
	private String fileName(String path, @Nullable String query) {
		String name = path.substring(path.lastIndexOf('/') + 1);
		if (name.equals(PprofEndpoint.TRACE)) {
			return this.application + ".jfr";
		}
		boolean atOnce = ProfileKind.ofPath(name).filter((kind) -> kind.timing() != Timing.WINDOW).isPresent();
		return (atOnce && query != null && SECONDS.matcher(query).find()) ? name + "-delta" : name;
	}

	/**
	 * The sentence for an answer that the web stack gives in our place.
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
