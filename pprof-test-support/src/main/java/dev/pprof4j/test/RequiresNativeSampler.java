package dev.pprof4j.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Marks a test of the native heap sampler, which is skipped if there was no compiler to
 * build the sampler. On a CI machine, where {@code CI} is set, the test runs anyway, and
 * fails.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresNativeSampler.Condition.class)
public @interface RequiresNativeSampler {

	/**
	 * Looks for the library on the class path.
	 */
	class Condition implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			boolean required = Optional.ofNullable(System.getenv("CI")).isPresent()
					|| !AnnotationSupport.isAnnotated(context.getElement(), RequiresNativeSampler.class);
			return (required || isBuilt()) ? ConditionEvaluationResult.enabled("The native heap sampler is required")
					: ConditionEvaluationResult.disabled("There was no compiler to build the native heap sampler");
		}

		private static boolean isBuilt() {
			String arch = System.getProperty("os.arch").replace("amd64", "x86_64");
			return Condition.class.getResource("/META-INF/native/linux-" + arch + "/libpprof4j.so") != null;
		}

	}

}
