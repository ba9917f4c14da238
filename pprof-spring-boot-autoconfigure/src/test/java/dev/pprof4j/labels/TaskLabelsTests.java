package dev.pprof4j.labels;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.autoconfigure.PprofAutoConfiguration;
import dev.pprof4j.autoconfigure.PprofLabelsAutoConfiguration;
import dev.pprof4j.label.ProfilingLabels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The labels of tasks of Spring's executors and schedulers.
 */
class TaskLabelsTests {

	private static final String JOBS = Jobs.class.getName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PprofAutoConfiguration.class, PprofLabelsAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	@Test
	void scheduledMethodsShouldHaveTheirName() {
		this.runner.run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			assertThat(jobs.fixedRate().get(30, TimeUnit.SECONDS)).isEqualTo("task=" + JOBS + ".everyHour");
			assertThat(jobs.fixedDelay().get(30, TimeUnit.SECONDS)).isEqualTo("task=" + JOBS + ".hourLater");
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void scheduledMethodsShouldHaveTheirNameOnVirtualThreads() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			assertThat(jobs.fixedRate().get(30, TimeUnit.SECONDS)).isEqualTo("task=" + JOBS + ".everyHour");
		});
	}

	@Test
	void asyncMethodsShouldHaveTheirNameAndTheLabelsOfTheirCallers() {
		this.runner.run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			CompletableFuture<String> labels = ProfilingLabels.of("tenant", "acme").get(jobs::later);
			assertThat(labels.get(30, TimeUnit.SECONDS)).isEqualTo("tenant=acme, task=" + JOBS + ".later");
		});
	}

	@Test
	void tasksShouldHaveTheLabelsOfWhoeverHandsThemOn() {
		this.runner.run((context) -> {
			AsyncTaskExecutor executor = context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class);
			CompletableFuture<String> labels = ProfilingLabels.of("tenant", "acme")
				.get(() -> executor.submitCompletable(() -> ProfilingLabels.current().toString()));
			assertThat(labels.get(30, TimeUnit.SECONDS)).isEqualTo("tenant=acme");
		});
	}

	@Test
	void theyShouldHaveNoneWhereThatIsSwitchedOff() {
		this.runner.withPropertyValues("pprof.labels.tasks=false").run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			assertThat(jobs.fixedRate().get(30, TimeUnit.SECONDS)).isEmpty();
			assertThat(ProfilingLabels.of("tenant", "acme").get(jobs::later).get(30, TimeUnit.SECONDS)).isEmpty();
		});
	}

	@Test
	void theApplicationsOwnDecoratorShouldWorkAndBeFoundAsBefore() {
		this.runner.withUserConfiguration(Decorated.class).run((context) -> {
			assertThat(context.getBean(TaskDecorator.class)).isSameAs(context.getBean("own"));
			CompletableFuture<String> labels = ProfilingLabels.of("tenant", "acme")
				.get(context.getBean(Jobs.class)::later);
			assertThat(labels.get(30, TimeUnit.SECONDS)).contains("tenant=acme").contains("own=yes");
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@EnableAsync
	static class Application {

		@Bean
		Jobs jobs() {
			return new Jobs();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Decorated {

		@Bean
		TaskDecorator own() {
			return (task) -> ProfilingLabels.of("own", "yes").wrap(task);
		}

	}

	/**
	 * Methods that tell the labels they have.
	 */
	static class Jobs {

		private final CompletableFuture<String> fixedRate = new CompletableFuture<>();

		private final CompletableFuture<String> fixedDelay = new CompletableFuture<>();

		/** Asked through a proxy, which has no fields. */
		CompletableFuture<String> fixedRate() {
			return this.fixedRate;
		}

		CompletableFuture<String> fixedDelay() {
			return this.fixedDelay;
		}

		@Scheduled(fixedRate = 1, timeUnit = TimeUnit.HOURS)
		void everyHour() {
			this.fixedRate.complete(ProfilingLabels.current().toString());
		}

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
		void hourLater() {
			this.fixedDelay.complete(ProfilingLabels.current().toString());
		}

		@Async
		CompletableFuture<String> later() {
			return CompletableFuture.completedFuture(ProfilingLabels.current().toString());
		}

	}

}
