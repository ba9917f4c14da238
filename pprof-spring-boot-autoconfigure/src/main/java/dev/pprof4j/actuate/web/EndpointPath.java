package dev.pprof4j.actuate.web;

import java.nio.charset.StandardCharsets;

import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

/**
 * The path of the endpoint, and which requests are meant for it. Servers and frameworks
 * decode and clean paths each in their own way; what any of them may take for the
 * endpoint's is taken for it here.
 *
 * @param path the path, without a slash at its end
 */
record EndpointPath(String path) {

	boolean matches(String requested) {
		String plain = plain(requested);
		return isBelow(requested) || isBelow(plain) || isBelow(StringUtils.cleanPath(plain));
	}

	/** Decoded, without parameters of segments and empty segments. */
	private static String plain(String requested) {
		try {
			return UriUtils.decode(requested, StandardCharsets.UTF_8).replaceAll(";[^/]*", "").replaceAll("/{2,}", "/");
		}
		catch (IllegalArgumentException ex) {
			return requested;
		}
	}

	private boolean isBelow(String requested) {
		return requested.equals(this.path) || requested.startsWith(this.path + '/');
	}

}
