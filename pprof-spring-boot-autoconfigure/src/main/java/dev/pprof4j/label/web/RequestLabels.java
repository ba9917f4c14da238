package dev.pprof4j.label.web;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import dev.pprof4j.label.ProfilingLabels;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * The labels of a request. A client must not be able to choose them: the route is the
 * pattern that the application defines, and there are few methods.
 */
final class RequestLabels {

	private static final Set<String> METHODS = Arrays.stream(HttpMethod.values())
		.map(HttpMethod::name)
		.collect(Collectors.toUnmodifiableSet());

	private RequestLabels() {
	}

	/**
	 * The labels {@code route} and {@code method}.
	 * @param pattern the pattern of the path, {@code null} where there is none
	 * @param method the method of the request
	 * @return the labels
	 */
	static ProfilingLabels of(@Nullable Object pattern, String method) {
		ProfilingLabels labels = ProfilingLabels.of("method", METHODS.contains(method) ? method : "other");
		return (pattern != null) ? labels.and("route", pattern.toString()) : labels;
	}

}
