package dev.pprof4j.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.servlet.Filter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.StaticWebApplicationContext;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PprofServletSecurityAutoConfiguration.EndpointMatcher} and
 * {@link PprofReactiveSecurityAutoConfiguration.EndpointMatcher}.
 */
class EndpointMatcherTests {

	private static final String TOMCAT = "org.springframework.boot.tomcat.autoconfigure.";

	/** WebFlux runs on Netty when Tomcat is not on the class path. */
	private static final String ON_TOMCAT = TOMCAT + "reactive.TomcatReactiveWebServerAutoConfiguration," + TOMCAT
			+ "actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

	private final MockServletContext applicationServer = new MockServletContext();

	private final MockServletContext managementServer = new MockServletContext();

	private int asked;

	@Test
	void requestsToTheApplicationShouldNotBeForAnEndpointOnAnotherServer() {
		assertThat(matches("0", this.applicationServer)).isFalse();
		assertThat(this.asked).isZero();
	}

	@Test
	void requestsToAnotherServerShouldBeMatchedByBoot() {
		assertThat(matches("0", this.managementServer)).isTrue();
		assertThat(this.asked).isOne();
	}

	@Test
	void requestsToASharedServerShouldBeMatchedByBoot() {
		assertThat(matches("8080", this.applicationServer)).isTrue();
		assertThat(this.asked).isOne();
	}

	@Test
	void whatCannotBeToldShouldBeMatchedByBoot() {
		assertThat(matches("-1", this.applicationServer)).isTrue();
		StaticWebApplicationContext withoutServer = new StaticWebApplicationContext();
		withoutServer.setEnvironment(new MockEnvironment().withProperty("management.server.port", "0"));
		RequestMatcher matcher = new PprofServletSecurityAutoConfiguration.EndpointMatcher(withoutServer,
				(request) -> ++this.asked > 0);
		assertThat(matcher.matches(new MockHttpServletRequest(this.applicationServer))).isTrue();
		assertThat(this.asked).isEqualTo(2);
	}

	private boolean matches(String managementPort, MockServletContext server) {
		StaticWebApplicationContext application = new StaticWebApplicationContext();
		application.setServletContext(this.applicationServer);
		application.setEnvironment(new MockEnvironment().withProperty("management.server.port", managementPort));
		RequestMatcher matcher = new PprofServletSecurityAutoConfiguration.EndpointMatcher(application,
				(request) -> ++this.asked > 0);
		return matcher.matches(new MockHttpServletRequest(server));
	}

	@ParameterizedTest
	@CsvSource({ "0, true, false", "0, false, true", "8080, true, true", "8080, false, true" })
	void exchangesShouldBeToldByTheirContext(String managementPort, boolean application, boolean matched) {
		StaticApplicationContext context = new StaticApplicationContext();
		context.setEnvironment(new MockEnvironment().withProperty("management.server.port", managementPort));
		ApplicationContext receiver = application ? context : new StaticApplicationContext(context);
		MockServerWebExchange exchange = MockServerWebExchange.builder(MockServerHttpRequest.get("/"))
			.applicationContext(receiver)
			.build();
		MatchResult result = new PprofReactiveSecurityAutoConfiguration.EndpointMatcher(context,
				(asked) -> MatchResult.match())
			.matches(exchange)
			.blockOptional()
			.orElseThrow();
		assertThat(result.isMatch()).isEqualTo(matched);
	}

	@ParameterizedTest
	@CsvSource({ "servlet", "reactive" })
	void aRealServerShouldHandTheContextOn(String web) throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(SeenContexts.class).run(
				"--spring.main.web-application-type=" + web, "--server.port=0", "--server.address=127.0.0.1",
				"--management.server.port=0", "--management.server.address=127.0.0.1", "--pprof.enabled=false",
				"--spring.autoconfigure.exclude=" + (web.equals("reactive") ? ON_TOMCAT : ""),
				"--spring.main.banner-mode=off")) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
						BodyHandlers.discarding());
			Object expected = (context instanceof WebApplicationContext application) ? application.getServletContext()
					: context;
			assertThat(context.getBean(SeenContexts.class).seen).hasValue(expected);
		}
	}

	/**
	 * An application that records which context a request came with.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class SeenContexts {

		private final AtomicReference<Object> seen = new AtomicReference<>();

		@Bean
		FilterRegistrationBean<Filter> seenServletContext() {
			FilterRegistrationBean<Filter> first = new FilterRegistrationBean<>((request, response, chain) -> {
				this.seen.set(request.getServletContext());
				chain.doFilter(request, response);
			});
			first.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return first;
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebFilter seenApplicationContext() {
			return (exchange, chain) -> Mono.fromRunnable(() -> this.seen.set(exchange.getApplicationContext()))
				.then(chain.filter(exchange));
		}

	}

}
