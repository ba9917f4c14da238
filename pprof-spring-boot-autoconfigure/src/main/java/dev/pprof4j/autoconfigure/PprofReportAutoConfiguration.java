package dev.pprof4j.autoconfigure;

import dev.pprof4j.Profiler;
import dev.pprof4j.actuate.report.PprofMeters;
import dev.pprof4j.actuate.report.ProfileAudit;
import dev.pprof4j.actuate.report.ProfileLog;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.actuate.audit.AuditEventRepository;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * {@link AutoConfiguration Auto-configuration} for reports on the profiles that are
 * taken: to a meter registry, to the audit trail, and to the log.
 */
@AutoConfiguration(after = PprofAutoConfiguration.class, before = PprofEndpointAutoConfiguration.class,
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.actuate.autoconfigure.audit.AuditAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "pprof.enabled", matchIfMissing = true)
@ConditionalOnBean(Profiler.class)
public final class PprofReportAutoConfiguration {

	@Bean
	ProfileLog pprofProfileLog() {
		return new ProfileLog();
	}

	@Bean
	@ConditionalOnBean(AuditEventRepository.class)
	ProfileAudit pprofProfileAudit(ApplicationEventPublisher publisher) {
		return new ProfileAudit(publisher);
	}

	/**
	 * Meters, if there is a registry.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnSingleCandidate(MeterRegistry.class)
	static class MeterConfiguration {

		@Bean
		@Lazy(false)
		PprofMeters pprofMeters(MeterRegistry registry, Profiler profiler) {
			return new PprofMeters(registry, profiler);
		}

	}

}
