package dev.pprof4j.actuate;

import java.util.regex.Pattern;

/**
 * The address at which a client has requested the index, and the links and commands that
 * follow from it. All of it comes from the client, including the host.
 *
 * @param url the address without its parameters, empty if unknown
 * @param user the user who is signed in, empty if there is none
 */
record RequestAddress(String url, String user) {

	/** What is safe between quotes in a command, whatever the shell. */
	private static final Pattern PLAIN = Pattern.compile("https?://[A-Za-z0-9._:\\[\\]-]{1,260}(/[A-Za-z0-9._~/-]*)?");

	private static final Pattern PLAIN_USER = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");

	/**
	 * What links on the index begin with. Links are relative, so that they work behind
	 * any proxy, and a browser takes a path for a folder only if it ends like one.
	 * Without the dot, text before a colon would be a scheme.
	 */
	String linkPrefix() {
		return this.url.endsWith("/") ? "" : "./" + this.url.substring(this.url.lastIndexOf('/') + 1) + "/";
	}

	/** The address of a profile, for a command. */
	String of(String profile) {
		String known = PLAIN.matcher(this.url).matches() ? this.url.replaceAll("/+$", "")
				: "http://HOST:PORT/actuator/pprof";
		return withUser(known) + '/' + profile;
	}

	private String withUser(String known) {
		if (this.user.isEmpty()) {
			return known;
		}
		String name = PLAIN_USER.matcher(this.user).matches() ? this.user.replace("@", "%40") : "USER";
		return known.replaceFirst("://", "://" + name + ":PASSWORD@");
	}

}
