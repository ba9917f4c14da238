package dev.pprof4j.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;

/**
 * Decides whether the endpoint may be registered: only on a management port of its own
 * and behind Spring Security, unless the application is configured otherwise.
 *
 * @param open whether it may be registered
 * @param fatal whether the application must not start while the gate is closed
 * @param reason why, and what to set
 */
record PprofGate(boolean open, boolean fatal, String reason) {

	private static final List<String> FRAMEWORKS = List.of("org.springframework.web.servlet.DispatcherServlet",
			"org.springframework.web.reactive.DispatcherHandler");

	private static final String SPRING_SECURITY = "org.springframework.security.web.SecurityFilterChain";

	static PprofGate of(Environment environment, @Nullable ClassLoader classLoader) {
		ManagementPortPolicy policy = Binder.get(environment)
			.bind("pprof.management-port", ManagementPortPolicy.class)
			.orElse(ManagementPortPolicy.REQUIRED);
		if (FRAMEWORKS.stream().noneMatch((framework) -> ClassUtils.isPresent(framework, classLoader))) {
			return new PprofGate(false, false,
					"Neither Spring MVC nor WebFlux is on the class path. Add spring-boot-starter-webmvc.");
		}
		ManagementPortType port = ManagementPortType.get(environment);
		if (port == ManagementPortType.DISABLED) {
			return new PprofGate(false, policy == ManagementPortPolicy.FAIL,
					"The management server is disabled. Set 'management.server.port' to a port of its own.");
		}
		if (port != ManagementPortType.DIFFERENT && policy != ManagementPortPolicy.ANY) {
			return new PprofGate(false, policy == ManagementPortPolicy.FAIL,
					"The management server shares the application's port."
							+ " Set 'management.server.port' to a port of its own, or 'pprof.management-port=any'.");
		}
		boolean secured = environment.getProperty("pprof.security.enabled", Boolean.class, true);
		if (secured && !ClassUtils.isPresent(SPRING_SECURITY, classLoader)) {
			return new PprofGate(false, false, "Spring Security is not on the class path."
					+ " Add spring-boot-starter-security, or set 'pprof.security.enabled=false'.");
		}
		return new PprofGate(true, false, "management port " + port + ", policy " + policy);
	}

	/**
	 * Matches when the gate is open.
	 */
	static final class Open extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			PprofGate gate = of(context.getEnvironment(), context.getClassLoader());
			return new ConditionOutcome(gate.open(),
					ConditionMessage.forCondition("pprof gate").because(gate.reason()));
		}

	}

	/**
	 * Matches when the gate is closed.
	 */
	static final class Closed extends SpringBootCondition {

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			PprofGate gate = of(context.getEnvironment(), context.getClassLoader());
			return new ConditionOutcome(!gate.open(),
					ConditionMessage.forCondition("pprof gate").because(gate.reason()));
		}

	}

}
