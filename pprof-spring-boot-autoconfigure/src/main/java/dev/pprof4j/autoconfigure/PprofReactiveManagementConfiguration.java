package dev.pprof4j.autoconfigure;

import dev.pprof4j.Profiler;
import dev.pprof4j.actuate.PprofEndpoint;
import dev.pprof4j.actuate.web.PprofHeaders;
import dev.pprof4j.actuate.web.PprofWebFilter;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Puts {@link PprofWebFilter} in front of the endpoint, on the server that serves it.
 */
@ManagementContextConfiguration(value = ManagementContextType.ANY, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(PprofEndpoint.class)
public final class PprofReactiveManagementConfiguration {

	@Bean
	PprofWebFilter pprofWebFilter(Profiler profiler, Environment environment, PathMappedEndpoints endpoints) {
		return new PprofWebFilter(new PprofHeaders(profiler, PprofAutoConfiguration.applicationName(environment)),
				ServedPath.of(endpoints));
	}

}
