package dev.pprof4j.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import dev.pprof4j.actuate.MediaTypes;
import dev.pprof4j.actuate.PprofEndpoint;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.core.PriorityOrdered;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.context.WebApplicationContext;

/**
 * {@link AutoConfiguration Auto-configuration} for the first of two access checks on a
 * servlet stack: a filter chain for the endpoint alone. It comes after all of Boot's,
 * which leave the application unprotected when they find an existing chain. For the same
 * reason, it is never the only chain.
 */
@AutoConfiguration(after = PprofEndpointAutoConfiguration.class, afterName = {
		"org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
		"org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration" })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ EnableWebSecurity.class, EndpointRequest.class })
@ConditionalOnBean({ PprofEndpoint.class, SecurityFilterChain.class })
@ConditionalOnBooleanProperty(name = "pprof.security.enabled", matchIfMissing = true)
public final class PprofServletSecurityAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "pprofSecurityFilterChain")
	SecurityFilterChain pprofSecurityFilterChain(HttpSecurity http, PprofProperties properties,
			WebApplicationContext application) {
		SecurityTexts texts = new SecurityTexts(properties.security().roles());
		return new FirstChain(
				http.securityMatcher(new EndpointMatcher(application, EndpointRequest.to(PprofEndpoint.class)))
					.authorizeHttpRequests((requests) -> requests.anyRequest().hasAnyAuthority(texts.authorities()))
					.httpBasic((basic) -> basic.authenticationEntryPoint((request, response, ex) -> {
						response.setHeader("WWW-Authenticate", SecurityTexts.CHALLENGE);
						answer(response, HttpServletResponse.SC_UNAUTHORIZED, texts.unauthorized());
					}))
					.exceptionHandling((handling) -> handling.accessDeniedHandler((request, response,
							ex) -> answer(response, HttpServletResponse.SC_FORBIDDEN, texts.forbidden())))
					.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
					.csrf(AbstractHttpConfigurer::disable)
					.requestCache(AbstractHttpConfigurer::disable)
					.build());
	}

	/**
	 * Does not use {@code sendError}, whose error page would be a request to the
	 * application, with a session.
	 */
	private static void answer(HttpServletResponse response, int status, String sentence) throws IOException {
		response.setStatus(status);
		response.setContentType(MediaTypes.TEXT);
		response.getOutputStream().write(sentence.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A chain that comes before those of the application, whatever their order: Spring
	 * Security does not start with a chain that follows one for any request.
	 *
	 * @param chain the chain
	 */
	private record FirstChain(SecurityFilterChain chain) implements SecurityFilterChain, PriorityOrdered {

		@Override
		public int getOrder() {
			return HIGHEST_PRECEDENCE;
		}

		@Override
		public boolean matches(HttpServletRequest request) {
			return this.chain.matches(request);
		}

		@Override
		public List<Filter> getFilters() {
			return this.chain.getFilters();
		}

	}

	/**
	 * Recognizes requests to the endpoint, at almost no cost for requests to the
	 * application, although Spring Security asks about each of them. A request to the
	 * application's own server is not for the endpoint if the endpoint has another
	 * server. Boot's matcher comes to the same result more slowly, because it looks up a
	 * class by name each time.
	 */
	static final class EndpointMatcher implements RequestMatcher {

		private final WebApplicationContext application;

		private final RequestMatcher endpoint;

		private final boolean onOtherServer;

		/**
		 * The matcher.
		 * @param application the context of the application's own server, which may or
		 * may not also serve the endpoint
		 * @param endpoint Boot's matcher
		 */
		EndpointMatcher(WebApplicationContext application, RequestMatcher endpoint) {
			this.application = application;
			this.endpoint = endpoint;
			this.onOtherServer = ManagementPortType.get(application.getEnvironment()) == ManagementPortType.DIFFERENT;
		}

		@Override
		public boolean matches(HttpServletRequest request) {
			ServletContext server = this.application.getServletContext();
			boolean elsewhere = this.onOtherServer && server != null && server == request.getServletContext();
			return !elsewhere && this.endpoint.matches(request);
		}

	}

}
