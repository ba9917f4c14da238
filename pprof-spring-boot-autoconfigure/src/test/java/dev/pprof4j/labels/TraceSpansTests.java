package dev.pprof4j.labels;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import dev.pprof4j.autoconfigure.PprofAutoConfiguration;
import dev.pprof4j.autoconfigure.PprofLabelsAutoConfiguration;
import dev.pprof4j.label.TimeSpans;
import dev.pprof4j.label.trace.TraceSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TraceSpans}.
 */
class TraceSpansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PprofAutoConfiguration.class, PprofLabelsAutoConfiguration.class));

	@Test
	void thisThreadShouldBeAtTheTraceWhileItsScopeIsOpen() {
		SimpleTracer tracer = new SimpleTracer();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig()
			.observationHandler(new DefaultTracingObservationHandler(tracer))
			.observationHandler(new TraceSpans());
		assertThat(now()).isEmpty();
		Observation.createNotStarted("request", registry).observe(() -> {
			String trace = traceId(tracer);
			assertThat(now()).isEqualTo(Map.of("trace_id", trace));
			Observation.createNotStarted("query", registry)
				.observe(() -> assertThat(now()).isEqualTo(Map.of("trace_id", traceId(tracer))));
			assertThat(now()).isEqualTo(Map.of("trace_id", trace));
		});
		assertThat(now()).isEmpty();
	}

	@Test
	@SuppressWarnings("deprecation")
	void nothingShouldBeLeftAfterAReset() {
		SimpleTracer tracer = new SimpleTracer();
		TraceSpans spans = new TraceSpans();
		Observation.Context context = new Observation.Context();
		context.setName("request");
		DefaultTracingObservationHandler tracing = new DefaultTracingObservationHandler(tracer);
		tracing.onStart(context);
		tracing.onScopeOpened(context);
		spans.onScopeOpened(context);
		assertThat(now()).isNotEmpty();
		spans.onScopeReset(context);
		assertThat(now()).isEmpty();
		tracing.onScopeClosed(context);
		tracing.onStop(context);
	}

	private static String traceId(SimpleTracer tracer) {
		return Objects.requireNonNull(tracer.currentSpan()).context().traceId();
	}

	private static Map<String, String> now() {
		return TimeSpans.remembered().at(Thread.currentThread().getId(), TimeSpans.epochNanos(Instant.now()));
	}

	@Test
	void theyShouldBeThereWhereTheyAreWantedAndCanBe() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(TraceSpans.class));
		ApplicationContextRunner wanted = this.runner.withPropertyValues("pprof.labels.trace-id=true");
		wanted.run((context) -> assertThat(context).hasSingleBean(TraceSpans.class));
		wanted.withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("pprofTraceSpans"));
	}

}
