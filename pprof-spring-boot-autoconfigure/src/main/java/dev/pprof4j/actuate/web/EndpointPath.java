package dev.pprof4j.actuate.web;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

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

	/** The same site, and the reader by hand. */
	private static final Set<String> OWN = Set.of("same-origin", "none");

	private static final Pattern PAGE = Pattern.compile("/ui/[a-z]+\\.[a-z]+");

	/** What anybody may decode or clean. */
	private static final Pattern UNUSUAL = Pattern.compile("[%;\\\\]|//|/\\.");

	private static final Pattern PARAMETERS = Pattern.compile(";[^/]*");

	private static final Pattern EMPTY_SEGMENTS = Pattern.compile("/{2,}");

	boolean matches(String requested) {
		if (isBelow(requested)) {
			return true;
		}
		if (!UNUSUAL.matcher(requested).find()) {
			return false; // each request to the application's own server may come by here
		}
		String plain = plain(requested);
		return isBelow(plain) || isBelow(StringUtils.cleanPath(plain));
	}

	/**
	 * Whether a request is refused because a page of another site has made a browser send
	 * it, with the password that the browser knows: whoever lures an administrator to a
	 * page must not start recordings. What only shows pages is harmless. Browsers tell
	 * where a request comes from on HTTPS and on localhost only.
	 * @param requested the path of the request
	 * @param fetchSite what the browser says in {@code Sec-Fetch-Site}; other clients say
	 * nothing
	 */
	boolean refuses(String requested, @Nullable String fetchSite) {
		return fetchSite != null && !OWN.contains(fetchSite) && !isPage(requested);
	}

	/** As it stands, not as anybody may come to understand it. */
	private boolean isPage(String requested) {
		return requested.equals(this.path) || requested.equals(this.path + '/')
				|| (requested.startsWith(this.path) && PAGE.matcher(requested.substring(this.path.length())).matches());
	}

	/** Decoded, without parameters of segments and empty segments. */
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
