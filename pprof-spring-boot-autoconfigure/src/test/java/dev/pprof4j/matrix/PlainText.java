package dev.pprof4j.matrix;

import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Passwords as they are. Boot's own encoder takes 50 ms of CPU time for each request, on
 * purpose.
 */
final class PlainText implements PasswordEncoder {

	private static final String PREFIX = "{noop}";

	@Override
	public String encode(@Nullable CharSequence password) {
		return PREFIX + password;
	}

	@Override
	public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
		return encode(password).equals(encoded);
	}

}
