package dev.pprof4j.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, all of them: an operation sees only the ones it declares,
 * and a misspelt {@code seconds} must not pass for a wish for the default. Of a repeated
 * parameter the first value counts, as in Go.
 */
public final class PprofParameters {

	/**
	 * Set by the filter, in place of whatever a client sends by this name: method and
	 * path as they came, which an operation cannot see.
	 */
	public static final String REQUEST_LINE = "pprof.request-line";

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

	@Nullable String get(String name) {
		return this.values.get(name);
	}

	boolean has(String name) {
		return this.values.containsKey(name);
	}

	Set<String> names() {
		return this.values.keySet();
	}

	/** Whether the answer is wanted without its body: then nothing is started. */
	boolean headOnly() {
		return this.requestLine.startsWith("HEAD ");
	}

	/** Whether the path is that of a folder, which no profile is. */
	boolean hasTrailingSlash() {
		return this.requestLine.endsWith("/");
	}

}
