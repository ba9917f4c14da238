package dev.pprof4j.autoconfigure;

import java.nio.charset.StandardCharsets;

import dev.pprof4j.actuate.MediaTypes;
import dev.pprof4j.actuate.PprofEndpoint;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;

/**
 * {@link AutoConfiguration Auto-configuration} for the first of two access checks on
 * WebFlux; see {@link PprofServletSecurityAutoConfiguration} for its place among Boot's.
 */
@AutoConfiguration(after = PprofEndpointAutoConfiguration.class, afterName = {
		"org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration" })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ EnableWebFluxSecurity.class, EndpointRequest.class })
@ConditionalOnBean({ PprofEndpoint.class, SecurityWebFilterChain.class })
@ConditionalOnBooleanProperty(name = "pprof.security.enabled", matchIfMissing = true)
public final class PprofReactiveSecurityAutoConfiguration {

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE + 10)
	@ConditionalOnMissingBean(name = "pprofSecurityWebFilterChain")
	SecurityWebFilterChain pprofSecurityWebFilterChain(ServerHttpSecurity http, PprofProperties properties,
			ApplicationContext application, ObjectProvider<ReactiveAuthenticationManager> managers,
			ObjectProvider<ReactiveUserDetailsService> users) {
		SecurityTexts texts = new SecurityTexts(properties.security().roles());
		return http.securityMatcher(new EndpointMatcher(application, EndpointRequest.to(PprofEndpoint.class)))
			.authorizeExchange((exchanges) -> exchanges.anyExchange().hasAnyAuthority(texts.authorities()))
			.httpBasic((basic) -> passwords(basic, managers, users)
				.authenticationEntryPoint((exchange, ex) -> unauthorized(exchange, texts.unauthorized()))
				.securityContextRepository(NoOpServerSecurityContextRepository.getInstance()))
			.exceptionHandling((handling) -> handling
				.authenticationEntryPoint((exchange, ex) -> unauthorized(exchange, texts.unauthorized()))
				.accessDeniedHandler((exchange, ex) -> answer(exchange, HttpStatus.FORBIDDEN, texts.forbidden())))
			.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
			.csrf(ServerHttpSecurity.CsrfSpec::disable)
			.requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
			.logout(ServerHttpSecurity.LogoutSpec::disable)
			.build();
	}

	/**
	 * An application without users must still start; the endpoint then lets no one in.
	 */
	private static ServerHttpSecurity.HttpBasicSpec passwords(ServerHttpSecurity.HttpBasicSpec basic,
			ObjectProvider<ReactiveAuthenticationManager> managers, ObjectProvider<ReactiveUserDetailsService> users) {
		boolean known = managers.stream().findAny().isPresent() || users.stream().findAny().isPresent();
		return known ? basic : basic.authenticationManager(
				(authentication) -> Mono.error(new BadCredentialsException("This application has no passwords")));
	}

	private static Mono<Void> unauthorized(ServerWebExchange exchange, String sentence) {
		exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, SecurityTexts.CHALLENGE);
		return answer(exchange, HttpStatus.UNAUTHORIZED, sentence);
	}

	private static Mono<Void> answer(ServerWebExchange exchange, HttpStatus status, String sentence) {
		ServerHttpResponse response = exchange.getResponse();
		response.setStatusCode(status);
		response.getHeaders().set(HttpHeaders.CONTENT_TYPE, MediaTypes.TEXT);
		return response.writeWith(
				Mono.fromSupplier(() -> response.bufferFactory().wrap(sentence.getBytes(StandardCharsets.UTF_8))));
	}

	/**
	 * Recognizes requests to the endpoint on WebFlux, as
	 * {@link PprofServletSecurityAutoConfiguration.EndpointMatcher} does on a servlet
	 * stack.
	 */
	static final class EndpointMatcher implements ServerWebExchangeMatcher {

		private final ApplicationContext application;

		private final ServerWebExchangeMatcher endpoint;

		private final boolean onOtherServer;

		/**
		 * The matcher.
		 * @param application the context of the application's own server, which may or
		 * may not also serve the endpoint
		 * @param endpoint Boot's matcher
		 */
		EndpointMatcher(ApplicationContext application, ServerWebExchangeMatcher endpoint) {
			this.application = application;
			this.endpoint = endpoint;
			this.onOtherServer = ManagementPortType.get(application.getEnvironment()) == ManagementPortType.DIFFERENT;
		}

		@Override
		public Mono<MatchResult> matches(ServerWebExchange exchange) {
			boolean elsewhere = this.onOtherServer && exchange.getApplicationContext() == this.application;
			return elsewhere ? MatchResult.notMatch() : this.endpoint.matches(exchange);
		}

	}

}
