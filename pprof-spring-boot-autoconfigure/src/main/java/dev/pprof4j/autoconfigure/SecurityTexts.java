package dev.pprof4j.autoconfigure;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the first access check requires and answers, on either web stack.
 *
 * @param roles the roles, one of which is required
 */
record SecurityTexts(Set<String> roles) {

	static final String CHALLENGE = "Basic realm=\"pprof\"";

	/** Each role as it is and with Spring Security's prefix. */
	String[] authorities() {
		return this.roles.stream().flatMap((role) -> Stream.of(role, "ROLE_" + role)).toArray(String[]::new);
	}

	String unauthorized() {
		return "Unauthorized: needs a valid user name and password (HTTP Basic)\n";
	}

	String forbidden() {
		return "Forbidden: the user needs one of pprof.security.roles=" + String.join(",", new TreeSet<>(this.roles))
				+ "; for Spring Boot's own user, set spring.security.user.roles\n";
	}

}
