package dev.pprof4j.matrix;

import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.HttpBasicServerAuthenticationEntryPoint;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;

/**
 * The security configurations that applications on WebFlux bring along.
 */
public final class ReactiveChains {

	private ReactiveChains() {
	}

	@Configuration(proxyBeanMethods = false)
	public static class Users {

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(
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
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	/** Replaces the starter's chain. */
	@Configuration(proxyBeanMethods = false)
	public static class OwnChain {

		@Bean
		@Order(1)
		SecurityWebFilterChain pprofSecurityWebFilterChain(ServerHttpSecurity http) {
			HttpBasicServerAuthenticationEntryPoint entryPoint = new HttpBasicServerAuthenticationEntryPoint();
			entryPoint.setRealm(SecurityMatrixTests.OWN_REALM);
			return http.securityMatcher(EndpointRequest.to("pprof"))
				.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
				.httpBasic((basic) -> basic.authenticationEntryPoint(entryPoint))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class PermitAll {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll()).build();
		}

	}

	/**
	 * WebFlux has no {@code ignoring}; the nearest equivalent is a first chain that lets
	 * every request through.
	 */
	@Configuration(proxyBeanMethods = false)
	public static class Ignoring {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.securityMatcher(new PathPatternParserServerWebExchangeMatcher("/actuator/**"))
				.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class TokenOnly {

		@Bean
		SecurityWebFilterChain chain(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated()).build();
		}

	}

}
