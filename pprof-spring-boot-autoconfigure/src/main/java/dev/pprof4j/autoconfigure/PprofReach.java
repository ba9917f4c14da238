package dev.pprof4j.autoconfigure;

import java.util.Set;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Whether anybody will be able to reach the endpoint, told from the properties alone,
 * before there is a context to ask.
 */
final class PprofReach {

	private PprofReach() {
	}

	static boolean of(SpringApplication application, Environment environment) {
		return application.getWebApplicationType() != WebApplicationType.NONE
				&& !isNone(environment, "spring.main.web-application-type") && isExposed(environment)
				&& PprofGate.of(environment, ClassUtils.getDefaultClassLoader()).open();
	}

	private static boolean isNone(Environment environment, String property) {
		return "none".equalsIgnoreCase(environment.getProperty(property));
	}

	private static boolean isExposed(Environment environment) {
		if (isNone(environment,
				environment.containsProperty("management.endpoint.pprof.access") ? "management.endpoint.pprof.access"
						: "management.endpoints.access.default")
				|| isNone(environment, "management.endpoints.access.max-permitted")) {
			return false;
		}
		Set<String> included = endpoints(environment, "include");
		Set<String> excluded = endpoints(environment, "exclude");
		return (included.contains("*") || included.contains("pprof"))
				&& !(excluded.contains("*") || excluded.contains("pprof"));
	}

	private static Set<String> endpoints(Environment environment, String which) {
		return Binder.get(environment)
			.bind("management.endpoints.web.exposure." + which, Bindable.setOf(String.class))
			.orElse(Set.of());
	}

}
