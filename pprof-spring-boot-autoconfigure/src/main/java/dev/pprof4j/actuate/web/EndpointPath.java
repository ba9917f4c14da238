package dev.pprof4j.actuate.web;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

/**
 * The path of the endpoint, and the requests that are meant for it. Servers and
 * frameworks decode and clean paths in different ways. A path that any of them may take
 * for the endpoint's matches here.
 *
 * @param path the path, without a slash at its end
 */
record EndpointPath(String path) {

	/** Requests from the same origin, and addresses that the user opens directly. */
	private static final Set<String> OWN = Set.of("same-origin", "none");

	private static final Pattern PAGE = Pattern.compile("/ui/[a-z]+\\.[a-z]+");

	/** What a server or framework may decode or clean. */
	private static final Pattern UNUSUAL = Pattern.compile("[%;\\\\]|//|/\\.");

	private static final Pattern PARAMETERS = Pattern.compile(";[^/]*");

	private static final Pattern EMPTY_SEGMENTS = Pattern.compile("/{2,}");

	boolean matches(String requested) {
		if (isBelow(requested)) {
			return true;
		}
		// Fast, because each request to the application's own server may pass through
		// here.
		if (!UNUSUAL.matcher(requested).find()) {
			return false;
		}
		String plain = plain(requested);
		return isBelow(plain) || isBelow(StringUtils.cleanPath(plain));
	}

	/**
	 * Whether a request is refused because a page of another site made the browser send
	 * it, with the password that the browser knows. An attacker who lures an
	 * administrator to a page must not be able to start recordings. Requests that only
	 * show pages are harmless. Browsers state where a request comes from only on HTTPS
	 * and on localhost.
	 * @param requested the path of the request
	 * @param fetchSite the browser's header {@code Sec-Fetch-Site}, which other clients
	 * do not send
	 */
	boolean refuses(String requested, @Nullable String fetchSite) {
		return fetchSite != null && !OWN.contains(fetchSite) && !isPage(requested);
	}

	/** Takes the path literally, not as a server or framework may interpret it. */
	private boolean isPage(String requested) {
		return requested.equals(this.path) || requested.equals(this.path + '/')
				|| (requested.startsWith(this.path) && PAGE.matcher(requested.substring(this.path.length())).matches());
	}

	/** Decoded, without segment parameters and empty segments. */
	private static String plain(String requested) {
		try {
			String decoded = UriUtils.decode(requested, StandardCharsets.UTF_8);
			return EMPTY_SEGMENTS.matcher(PARAMETERS.matcher(decoded).replaceAll("")).replaceAll("/");
		}
		catch (IllegalArgumentException ex) {
			return requested;
		}
	}

	private boolean isBelow(String requested) {
		return requested.equals(this.path) || requested.startsWith(this.path + '/');
	}

}
