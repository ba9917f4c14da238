package dev.pprof4j.actuate;

import java.util.regex.Pattern;

/**
 * The address under which a client has asked for the index, and what follows from it for
 * links and commands. All of it comes from the client, its host too.
 *
 * @param url the address without its parameters, empty if it is not known
 * @param user who is signed in, empty if nobody is
 */
record RequestAddress(String url, String user) {

	/** What can stand in a command between quotes, whatever the shell. */
	private static final Pattern PLAIN = Pattern.compile("https?://[A-Za-z0-9._:\\[\\]-]{1,260}(/[A-Za-z0-9._~/-]*)?");

	private static final Pattern PLAIN_USER = Pattern.compile("[A-Za-z0-9._@+-]{1,64}");

	/**
	 * What links on the index begin with: they are relative, so that they are right
	 * behind any proxy, and a browser takes a path for a folder only if it ends like one.
	 * Without the dot, what is before a colon would be a scheme.
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
