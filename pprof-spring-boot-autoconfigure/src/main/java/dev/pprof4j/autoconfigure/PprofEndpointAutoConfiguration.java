package dev.pprof4j.autoconfigure;

import java.time.Duration;

import dev.pprof4j.Profiler;
import dev.pprof4j.SamplingOptions;
import dev.pprof4j.actuate.CollectionListener;
import dev.pprof4j.actuate.EndpointOptions;
import dev.pprof4j.actuate.PprofAccess;
import dev.pprof4j.actuate.PprofEndpoint;
import dev.pprof4j.actuate.PprofParametersAdvisor;
import dev.pprof4j.actuate.ProfileLimits;
import dev.pprof4j.actuate.ReactivePprofEndpoint;
import dev.pprof4j.encode.PprofEncoder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link PprofEndpoint}, which is
 * registered if it is exposed and {@link PprofGate} is open.
 */
@AutoConfiguration(after = PprofAutoConfiguration.class)
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty(name = "pprof.enabled", matchIfMissing = true)
@ConditionalOnBean(Profiler.class)
@ConditionalOnAvailableEndpoint(endpoint = PprofEndpoint.class, exposure = EndpointExposure.WEB)
public final class PprofEndpointAutoConfiguration {

	/**
	 * The endpoint.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(PprofGate.Open.class)
	static class OpenGateConfiguration {

		@Bean
		@ConditionalOnMissingBean
		PprofEndpoint pprofEndpoint(Profiler profiler, PprofEncoder encoder, PprofProperties properties,
				Environment environment, ObjectProvider<CollectionListener> listeners) {
			PprofProperties.Security security = properties.security();
			Duration max = profiler.options().maxDuration();
			Duration usual = properties.defaultDuration();
			ProfileLimits limits = new ProfileLimits((usual.compareTo(max) <= 0) ? usual : max, max,
					properties.maxProfileSamples(), properties.maxProfileSize().toBytes(),
					retention(profiler.options().sampling().continuous()));
			return new PprofEndpoint(profiler, encoder,
					new EndpointOptions(PprofAutoConfiguration.applicationName(environment), limits,
							properties.trace().enabled(), properties.cmdline().enabled(), properties.ui().enabled()),
					new PprofAccess(properties.enabled(), security.enabled(), security.roles(),
							properties.managementPort() != ManagementPortPolicy.ANY),
					listeners.orderedStream().toList());
		}

		private static Duration retention(SamplingOptions.Continuous continuous) {
			return continuous.enabled() ? continuous.retention() : Duration.ZERO;
		}

		@Bean
		PprofParametersAdvisor pprofParametersAdvisor() {
			return new PprofParametersAdvisor();
		}

		/**
		 * Threads for the endpoint on a server whose own threads must not block.
		 */
		@Configuration(proxyBeanMethods = false)
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		static class ReactiveConfiguration {

			@Bean
			@ConditionalOnMissingBean
			ReactivePprofEndpoint pprofReactiveEndpoint(PprofEndpoint endpoint, Profiler profiler) {
				return new ReactivePprofEndpoint(endpoint, profiler.options().maxConcurrent());
			}

		}

	}

	/**
	 * Reports why the endpoint is not registered.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(PprofGate.Closed.class)
	static class ClosedGateConfiguration {

		@Bean
		@Lazy(false)
		PprofGateKeeper pprofGateKeeper(ApplicationContext context) {
			return new PprofGateKeeper(PprofGate.of(context.getEnvironment(), context.getClassLoader()));
		}

	}

}
