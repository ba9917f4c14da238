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

	boolean matches(String requested) {
		String plain = plain(requested);
		return isBelow(requested) || isBelow(plain) || isBelow(StringUtils.cleanPath(plain));
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
