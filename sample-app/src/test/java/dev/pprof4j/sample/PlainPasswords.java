package dev.pprof4j.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Takes passwords as they are, where a test asks so often that the 60 ms of CPU time that
 * a request's password costs are most of what it takes:
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
