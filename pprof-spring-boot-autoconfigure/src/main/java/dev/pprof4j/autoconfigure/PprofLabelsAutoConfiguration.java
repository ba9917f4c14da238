package dev.pprof4j.autoconfigure;

import dev.pprof4j.label.ProfilingLabels;
import dev.pprof4j.label.trace.TraceSpans;
import dev.pprof4j.label.web.ReactiveRouteLabels;
import dev.pprof4j.label.web.ReactiveTaskLabels;
import dev.pprof4j.label.web.ServletRouteLabels;
import io.micrometer.tracing.handler.TracingObservationHandler;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * {@link AutoConfiguration Auto-configuration} for {@link ProfilingLabels} of the web
 * requests and traces of a Boot application.
 */
@AutoConfiguration(after = PprofAutoConfiguration.class,
		afterName = "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration")
@ConditionalOnBooleanProperty(name = "pprof.enabled", matchIfMissing = true)
@EnableConfigurationProperties(PprofProperties.class)
@Lazy(false)
public final class PprofLabelsAutoConfiguration {

	PprofLabelsAutoConfiguration(PprofProperties properties) {
		ProfilingLabels.setMaxValues(properties.labels().maxValues());
	}

	/**
	 * Requests on the servlet stack. Spring MVC's defaults apply only where there is no
	 * adapter at all, so there is none of ours either.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(name = "org.springframework.web.servlet.DispatcherServlet")
	@ConditionalOnBean(type = "org.springframework.web.servlet.HandlerAdapter")
	@ConditionalOnBooleanProperty(name = "pprof.labels.http", matchIfMissing = true)
	static class ServletConfiguration {

		@Bean
		ServletRouteLabels pprofServletRouteLabels(ListableBeanFactory beans) {
			return new ServletRouteLabels(beans);
		}

	}

	/**
	 * Requests on the reactive stack.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass(name = "org.springframework.web.reactive.DispatcherHandler")
	@ConditionalOnBooleanProperty(name = "pprof.labels.http", matchIfMissing = true)
	static class ReactiveConfiguration {

		@Bean
		ReactiveRouteLabels pprofReactiveRouteLabels(ListableBeanFactory beans) {
			return new ReactiveRouteLabels(beans);
		}

		@Bean
		@Lazy(false)
		ReactiveTaskLabels pprofReactiveTaskLabels() {
			return new ReactiveTaskLabels();
		}

	}

	/**
	 * Traces, if Micrometer Tracing is present.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(TracingObservationHandler.class)
	@ConditionalOnBooleanProperty("pprof.labels.trace-id")
	static class TraceConfiguration {

		@Bean
		TraceSpans pprofTraceSpans() {
			return new TraceSpans();
		}

	}

}
