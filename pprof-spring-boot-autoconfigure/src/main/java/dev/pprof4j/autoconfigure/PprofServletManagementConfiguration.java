package dev.pprof4j.autoconfigure;

import dev.pprof4j.Profiler;
import dev.pprof4j.actuate.PprofEndpoint;
import dev.pprof4j.actuate.web.PprofHeaders;
import dev.pprof4j.actuate.web.PprofServletFilter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Puts {@link PprofServletFilter} in front of the endpoint, on the server that serves it.
 */
@ManagementContextConfiguration(value = ManagementContextType.ANY, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServletPath.class)
@ConditionalOnBean(PprofEndpoint.class)
public final class PprofServletManagementConfiguration {

	@Bean
	FilterRegistrationBean<PprofServletFilter> pprofServletFilter(Profiler profiler, Environment environment,
			PathMappedEndpoints endpoints, ObjectProvider<DispatcherServletPath> servletPath) {
		String endpointPath = ServedPath.of(endpoints);
		DispatcherServletPath prefix = servletPath.getIfAvailable();
		String path = (prefix != null) ? prefix.getRelativePath(endpointPath) : endpointPath;
		PprofServletFilter filter = new PprofServletFilter(
				new PprofHeaders(profiler, PprofAutoConfiguration.applicationName(environment)), path);
		FilterRegistrationBean<PprofServletFilter> registration = new FilterRegistrationBean<>(filter);
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

}
