package dev.pprof4j.autoconfigure;

import dev.pprof4j.actuate.PprofEndpoint;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.endpoint.PropertiesEndpointAccessResolver;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.IncludeExcludeEndpointFilter;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.core.env.Environment;

/**
 * Determines from the properties alone, before there is a context to ask, whether the
 * endpoint will be reachable. It applies Boot's own rules, so that the result is the same
 * as in the context.
 */
final class PprofReach {

	private PprofReach() {
	}

	static boolean of(SpringApplication application, Environment environment) {
		return isWeb(application, environment) && isAccessible(environment) && isExposed(environment)
				&& PprofGate.of(environment, application.getClassLoader()).open();
	}

	private static boolean isWeb(SpringApplication application, Environment environment) {
		return application.getWebApplicationType() != WebApplicationType.NONE
				&& !"none".equalsIgnoreCase(environment.getProperty("spring.main.web-application-type"));
	}

	private static boolean isAccessible(Environment environment) {
		return new PropertiesEndpointAccessResolver(environment).accessFor(PprofEndpoint.ID,
				Access.READ_ONLY) != Access.NONE;
	}

	private static boolean isExposed(Environment environment) {
		return new IncludeExcludeEndpointFilter<>(ExposableWebEndpoint.class, environment,
				"management.endpoints.web.exposure", EndpointExposure.WEB.getDefaultIncludes())
			.match(PprofEndpoint.ID);
	}

}
