package dev.pprof4j.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Leaves passwords unencoded, for a test with so many requests that the password checks,
 * at 60 ms of CPU time each, would take most of its time:
 * {@code --spring.main.sources=dev.pprof4j.sample.PlainPasswords}.
 */
@TestConfiguration(proxyBeanMethods = false)
class PlainPasswords {

	@Bean
	PasswordEncoder passwordEncoder() {
		return new PasswordEncoder() {

			@Override
			public String encode(@Nullable CharSequence password) {
				return "{noop}" + password;
			}

			@Override
			public boolean matches(@Nullable CharSequence password, @Nullable String encoded) {
				return encode(password).equals(encoded);
			}

		};
	}

}
