package dev.pprof4j.matrix;

import org.jspecify.annotations.Nullable;

import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Leaves passwords unencoded. Boot's own encoder deliberately takes 50 ms of CPU time for
 * each request.
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
