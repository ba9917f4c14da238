package dev.pprof4j.autoconfigure;

import java.util.Set;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.asyncprofiler.AsyncProfilerLibrary;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Loads async-profiler as soon as the properties are known, on a thread of its own: only
 * code that is compiled afterwards tells inlined methods apart. Nothing is loaded where
 * the endpoint cannot be reached anyway.
 */
final class PprofPreloadListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	private static final Log logger = LogFactory.getLog(PprofPreloadListener.class);

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE; // after the configuration files
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		Environment environment = event.getEnvironment();
		if (event.getSpringApplication().getWebApplicationType() == WebApplicationType.NONE
				|| isNone(environment, "spring.main.web-application-type")) {
			return;
		}
		try {
			PprofProperties properties = Binder.get(environment).bindOrCreate("pprof", PprofProperties.class);
			if (isWanted(properties, environment)) {
				preload(properties);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Left to the context, which explains it", ex);
		}
	}

	private static boolean isWanted(PprofProperties properties, Environment environment) {
		ClassLoader classLoader = ClassUtils.getDefaultClassLoader();
		return properties.enabled() && properties.cpu().preload() && isExposed(environment)
				&& PprofGate.of(environment, (classLoader != null) ? classLoader : ClassLoader.getSystemClassLoader())
					.open();
	}

	private static boolean isNone(Environment environment, String property) {
		return "none".equalsIgnoreCase(environment.getProperty(property));
	}

	private static boolean isExposed(Environment environment) {
		if (isNone(environment, "management.endpoint.pprof.access")) {
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

	private static void preload(PprofProperties properties) {
		AsyncProfilerLibrary library = new AsyncProfilerLibrary(properties.cpu().library(),
				properties.tempDirOrDefault());
		Thread thread = new Thread(() -> load(library), "pprof-preload");
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		thread.start();
	}

	private static void load(AsyncProfilerLibrary library) {
		try {
			library.load();
		}
		catch (ProfilingException ex) {
			logger.warn("CPU profiles are not available: " + ex.getMessage());
		}
	}

}
