package dev.pprof4j.autoconfigure;

import dev.pprof4j.label.ProfilingLabels;
import dev.pprof4j.label.task.AsyncMethodLabels;
import dev.pprof4j.label.task.TaskLabels;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.Ordered;

/**
 * {@link AutoConfiguration Auto-configuration} for {@link ProfilingLabels} of tasks. It
 * comes last, so that configuration which adds a decorator only if there is none still
 * does so.
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnBooleanProperty(name = "pprof.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "pprof.labels.tasks", matchIfMissing = true)
public final class PprofTaskLabelsAutoConfiguration {

	/** A fallback: code that looks for a single decorator finds the application's. */
	@Bean
	@Fallback
	TaskLabels pprofTaskLabels() {
		return new TaskLabels();
	}

	@Bean
	static AsyncMethodLabels pprofAsyncMethodLabels() {
		return new AsyncMethodLabels();
	}

}
