package dev.pprof4j.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import dev.pprof4j.actuate.PprofEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that {@link PprofReach} predicts, before there is a context, what Boot finds
 * when there is one.
 */
class PprofReachTests {

	private static final List<String> REACHABLE = List.of("management.endpoints.web.exposure.include=pprof",
			"management.server.port=9090");

	private final SpringApplication application = new SpringApplication(PprofReachTests.class);

	PprofReachTests() {
		this.application.setWebApplicationType(WebApplicationType.SERVLET);
	}

	@ParameterizedTest
	@ValueSource(strings = { "server.port=8080", "management.endpoints.web.exposure.include=*",
			"management.endpoints.web.exposure.include=health,p-prof", "management.endpoint.pprof.access=read-only",
			"management.endpoint.pprof.enabled=true", "management.endpoints.access.max-permitted=read-only" })
	void shouldBeReachable(String property) {
		assertThat(isReachable(property)).isTrue();
		assertThat(isThere(property)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoints.web.exposure.include=health",
			"management.endpoints.web.exposure.exclude=pprof", "management.endpoints.web.exposure.exclude=*",
			"management.endpoint.pprof.access=none", "management.endpoint.pprof.access=NONE",
			"management.endpoints.access.default=none", "management.endpoints.access.max-permitted=none",
			"management.endpoint.pprof.enabled=false", "management.endpoints.enabled-by-default=false",
			"management.server.port=-1" })
	void shouldNotBeReachable(String property) {
		assertThat(isReachable(property)).isFalse();
		assertThat(isThere(property)).isFalse();
	}

	@Test
	void disabledManagementServerShouldNotBeReachableOnAnyPort() {
		String[] properties = { "management.server.port=-1", "pprof.management-port=any" };
		assertThat(isReachable(properties)).isFalse();
		assertThat(isThere(properties)).isFalse();
	}

	/** This property decides which kind of context there is. */
	@Test
	void propertyShouldTellWhetherThereIsAWebServer() {
		assertThat(isReachable("spring.main.web-application-type=servlet")).isTrue();
		assertThat(isReachable("spring.main.web-application-type=none")).isFalse();
	}

	@Test
	void accessOfItsOwnShouldGoBeforeThatOfAll() {
		String[] properties = { "management.endpoints.access.default=none",
				"management.endpoint.pprof.access=read-only" };
		assertThat(isReachable(properties)).isTrue();
		assertThat(isThere(properties)).isTrue();
	}

	@Test
	void nothingShouldBeReachableWithoutAWebServer() {
		this.application.setWebApplicationType(WebApplicationType.NONE);
		assertThat(isReachable()).isFalse();
	}

	@Test
	void theClassLoaderOfTheApplicationShouldTellOfSpringSecurity() throws Exception {
		try (FilteredClassLoader without = new FilteredClassLoader(SecurityFilterChain.class)) {
			this.application.setResourceLoader(new DefaultResourceLoader(without));
			assertThat(isReachable()).isFalse();
		}
	}

	private static boolean isThere(String... properties) {
		AtomicBoolean there = new AtomicBoolean();
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(PprofAutoConfiguration.class, PprofEndpointAutoConfiguration.class))
			.withInitializer(
					(context) -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
			.withPropertyValues(all(properties))
			.run((context) -> there.set(context.getBeanNamesForType(PprofEndpoint.class).length == 1));
		return there.get();
	}

	private static String[] all(String... properties) {
		return Stream.concat(REACHABLE.stream(), Arrays.stream(properties)).toArray(String[]::new);
	}

	private boolean isReachable(String... properties) {
		MockEnvironment environment = new MockEnvironment();
		environment.setConversionService(new ApplicationConversionService()); // as Boot's
		for (String property : all(properties)) {
			String[] parts = property.split("=", 2);
			environment.setProperty(parts[0], parts[1]);
		}
		return PprofReach.of(this.application, environment);
	}

}
