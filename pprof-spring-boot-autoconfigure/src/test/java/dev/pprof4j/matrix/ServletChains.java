package dev.pprof4j.matrix;

import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The security configurations that applications on a servlet stack bring along.
 */
public final class ServletChains {

	private ServletChains() {
	}

	@Configuration(proxyBeanMethods = false)
	public static class Users {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("admin").password("{noop}admin").roles("ADMIN").build(),
					User.withUsername("user").password("{noop}user").roles("USER").build());
		}

		@Bean
		PasswordEncoder passwordEncoder() {
			return new PlainText();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class AnyRequest {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	/** Replaces the starter's chain. */
	@Configuration(proxyBeanMethods = false)
	public static class OwnChain {

		@Bean
		@Order(1)
		SecurityFilterChain pprofSecurityFilterChain(HttpSecurity http) {
			return http.securityMatcher(EndpointRequest.to("pprof"))
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic((basic) -> basic.realmName(SecurityMatrixTests.OWN_REALM))
				.build();
		}

	}

	/** Spring Security allows no other chain after this one. */
	@Configuration(proxyBeanMethods = false)
	public static class PermitAll {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class Ignoring {

		@Bean
		WebSecurityCustomizer ignoring() {
			return (web) -> web.ignoring().requestMatchers("/actuator/**");
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class TokenOnly {

		@Bean
		AuthenticationManager tokens() {
			return (authentication) -> {
				throw new BadCredentialsException("Tokens only");
			};
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated()).build();
		}

	}

}
