package dev.pprof4j.labels;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.autoconfigure.PprofAutoConfiguration;
import dev.pprof4j.autoconfigure.PprofTaskLabelsAutoConfiguration;
import dev.pprof4j.label.ProfilingLabels;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the labels of tasks of Spring's executors and schedulers.
 */
class TaskLabelsTests {

	private static final String JOBS = Jobs.class.getName();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PprofAutoConfiguration.class, PprofTaskLabelsAutoConfiguration.class,
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

	/** Each run of a cron task schedules the next one. */
	@Test
	void theyShouldHaveItOnceHoweverOftenTheyRun() {
		this.runner.run((context) -> {
			Jobs jobs = context.getBean(Jobs.class);
			for (int i = 0; i < 3; i++) {
				assertThat(jobs.cron().poll(30, TimeUnit.SECONDS)).isEqualTo("task=" + JOBS + ".everySecond");
			}
		});
	}

	/** What their {@code toString()} returns is up to the program. */
	@Test
	void tasksOfAProgramsOwnShouldHaveNoName() {
		this.runner.run((context) -> {
			TaskScheduler scheduler = context.getBean(TaskScheduler.class);
			for (Named task : List.of(new Named("see example.com"), new Named("java.lang.String.valueOf"))) {
				Future<?> taskFuture = scheduler.schedule(task, Instant.now());
				taskFuture.get(30, TimeUnit.SECONDS);
				assertThat(task.labels.get(30, TimeUnit.SECONDS)).isEmpty();
			}
			Named failing = new Named(null);
			Future<?> failingFuture = scheduler.schedule(failing, Instant.now());
			failingFuture.get(30, TimeUnit.SECONDS);
			assertThat(failing.labels.get(30, TimeUnit.SECONDS)).isEmpty();
		});
	}

	@Test
	void aDecoratorThatComesWhereThereIsNoneShouldCome() {
		this.runner.withConfiguration(AutoConfigurations.of(OthersAutoConfiguration.class)).run((context) -> {
			assertThat(context).hasBean("others").hasBean("pprofTaskLabels");
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
			assertThat(context.getBean(Jobs.class).fixedRate().get(30, TimeUnit.SECONDS))
				.contains("task=" + JOBS + ".everyHour")
				.contains("own=yes");
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

	/** An auto-configuration that another starter might have. */
	@AutoConfiguration
	static class OthersAutoConfiguration {

		@Bean
		@ConditionalOnMissingBean(TaskDecorator.class)
		TaskDecorator others() {
			return (task) -> task;
		}

	}

	/**
	 * A task whose {@code toString()} returns any text, or fails.
	 */
	private static final class Named implements Runnable {

		private final @Nullable String name;

		private final CompletableFuture<String> labels = new CompletableFuture<>();

		Named(@Nullable String name) {
			this.name = name;
		}

		@Override
		public void run() {
			this.labels.complete(ProfilingLabels.current().toString());
		}

		@Override
		public String toString() {
			return Objects.requireNonNull(this.name, "no name");
		}

	}

	/**
	 * Methods that report their current labels.
	 */
	static class Jobs {

		private final CompletableFuture<String> fixedRate = new CompletableFuture<>();

		private final BlockingQueue<String> cron = new LinkedBlockingQueue<>();

		private final CompletableFuture<String> fixedDelay = new CompletableFuture<>();

		/** A method, because tests hold a proxy, which has no fields. */
		CompletableFuture<String> fixedRate() {
			return this.fixedRate;
		}

		CompletableFuture<String> fixedDelay() {
			return this.fixedDelay;
		}

		BlockingQueue<String> cron() {
			return this.cron;
		}

		@Scheduled(cron = "* * * * * *")
		void everySecond() {
			this.cron.add(ProfilingLabels.current().toString());
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
