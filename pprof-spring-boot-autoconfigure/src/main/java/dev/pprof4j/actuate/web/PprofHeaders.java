package dev.pprof4j.actuate.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The headers of an answer. {@code go tool pprof} shows the text of an error only where
 * {@code X-Go-Pprof} is set.
 */
public final class PprofHeaders {

	static final String TEXT = "text/plain;charset=UTF-8";

	private final Supplier<Duration> untilNextEnd;

	/**
	 * The headers of all answers.
	 * @param untilNextEnd how long it takes until a window in progress has ended
	 */
	public PprofHeaders(Supplier<Duration> untilNextEnd) {
		this.untilNextEnd = untilNextEnd;
	}

	/**
	 * The headers for one answer.
	 * @param path the path of the request
	 * @param status the status of the answer
	 * @param contentType the type of its body
	 * @return names and values
	 */
	Map<String, String> of(String path, int status, @Nullable String contentType) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("X-Go-Pprof", "1");
		headers.put("X-Content-Type-Options", "nosniff");
		headers.put("Cache-Control", "no-store");
		if (status == 200 && contentType != null && contentType.startsWith("application/octet-stream")) {
			String name = path.substring(path.lastIndexOf('/') + 1);
			headers.put("Content-Disposition", "attachment; filename=\"" + name + "\"");
		}
		if (status == 409 || status == 429) {
			headers.put("Retry-After", Long.toString(Math.max(1, this.untilNextEnd.get().plusMillis(999).toSeconds())));
		}
		return headers;
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
