package dev.pprof4j.autoconfigure;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.pprof4j.EventOptions;
import dev.pprof4j.GoroutineOptions;
import dev.pprof4j.HeapOptions;
import dev.pprof4j.Pprof;
import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.SamplingOptions;
import dev.pprof4j.actuate.PprofEndpoint;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.GitProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * {@link AutoConfiguration Auto-configuration} for the {@link Profiler}. If the endpoint
 * can be reached, the profiler samples the heap from the start, and counts waits and
 * started threads once the application is ready. Everything else starts on request.
 */
@AutoConfiguration(afterName = "org.springframework.boot.autoconfigure.info.ProjectInfoAutoConfiguration")
@ConditionalOnBooleanProperty(name = "pprof.enabled", matchIfMissing = true)
@EnableConfigurationProperties(PprofProperties.class)
public final class PprofAutoConfiguration {

	private static final String PROFILER = "pprofProfiler";

	/**
	 * Each context has a profiler of its own, which ends with the context, unless the
	 * application defines one. A parent's gives way to one that this context defines.
	 */
	@Bean(PROFILER)
	@Fallback
	@Conditional(NoneOfTheApplication.class)
	Profiler pprofProfiler(PprofProperties properties, ApplicationContext context) {
		ClassLoader classLoader = context.getClassLoader();
		boolean reachable = context.getBeanNamesForType(PprofEndpoint.class, true, false).length > 0;
		return new Profiler(new ProfilerOptions(properties.maxDuration(), properties.maxConcurrent(),
				properties.tempDirOrDefault(), (classLoader != null) ? classLoader : ClassLoader.getSystemClassLoader(),
				sampling(properties, Threading.VIRTUAL.isActive(context.getEnvironment())),
				heap(properties.heap(), reachable), events(properties, reachable),
				new GoroutineOptions(properties.goroutine().maxThreads(), properties.goroutine().maxStacks())));
	}

	private static SamplingOptions sampling(PprofProperties properties, boolean virtualThreads) {
		PprofProperties.Cpu cpu = properties.cpu();
		PprofProperties.Continuous continuous = cpu.continuous();
		return new SamplingOptions(cpu.engine(), cpu.frequency(), properties.wall().interval(), cpu.library(),
				virtualThreads, new SamplingOptions.Continuous(continuous.enabled(), continuous.frequency(),
						continuous.retention(), continuous.maxSize().toBytes()));
	}

	private static HeapOptions heap(PprofProperties.Heap heap, boolean reachable) {
		return new HeapOptions(PprofProperties.isWanted(heap.enabled(), reachable), heap.intervalBytes(),
				heap.maxStacks(), heap.library(), heap.histogramMaxHeap().toBytes());
	}

	private static EventOptions events(PprofProperties properties, boolean reachable) {
		PprofProperties.Block block = properties.block();
		PprofProperties.Mutex mutex = properties.mutex();
		PprofProperties.Trace trace = properties.trace();
		return new EventOptions(
				new EventOptions.Block(PprofProperties.isWanted(block.enabled(), reachable), block.threshold(),
						block.includeIdle(), block.maxStacks()),
				new EventOptions.Mutex(PprofProperties.isWanted(mutex.enabled(), reachable), mutex.threshold(),
						mutex.maxStacks(), mutex.virtualThreads()),
				PprofProperties.isWanted(properties.threadcreate().enabled(), reachable),
				new EventOptions.Trace(trace.settings().configuration(), trace.maxSize().toBytes()));
	}

	@Bean
	@ConditionalOnMissingBean
	PprofEncoder pprofEncoder(Environment environment, ObjectProvider<GitProperties> git) {
		String name = applicationName(environment);
		GitProperties commit = git.getIfAvailable();
		String buildId = (commit != null) ? commit.getCommitId() : null;
		return new PprofEncoder(new Application(name, (buildId != null) ? buildId : ""));
	}

	static String applicationName(Environment environment) {
		return environment.getProperty("spring.application.name", "application");
	}

	/**
	 * For profiles that the application takes itself, beside those of the endpoint. There
	 * is none if everything is switched off, even if ahead-of-time processing has chosen
	 * this bean before.
	 */
	@Bean
	@Fallback
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@Nullable Pprof pprofProfiles(Profiler profiler, PprofEncoder encoder, PprofProperties properties) {
		return properties.enabled() ? Pprof.of(profiler, encoder) : null;
	}

	/**
	 * Not created for the profiler of a parent, which keeps running when this context
	 * ends.
	 */
	@Bean
	@ConditionalOnBean(value = Profiler.class, search = SearchStrategy.CURRENT)
	PprofLifecycle pprofLifecycle(Profiler profiler, PprofEncoder encoder, PprofProperties properties) {
		PprofProperties.Continuous continuous = properties.cpu().continuous();
		Path directory = continuous.dumpOnExit();
		return new PprofLifecycle(profiler, (properties.enabled() && continuous.enabled() && directory != null)
				? new ExitDump(directory, encoder, continuous.retention()) : null, properties.enabled());
	}

	/**
	 * Matches unless the application defines a profiler in this context or in a parent. A
	 * profiler that this auto-configuration created for a parent does not count.
	 */
	static final class NoneOfTheApplication extends SpringBootCondition implements ConfigurationCondition {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConfigurableListableBeanFactory beans = context.getBeanFactory();
			ConditionMessage.Builder message = ConditionMessage.forCondition("Profiler of the application");
			if (beans == null) {
				return ConditionOutcome.match(message.because("there is no bean factory"));
			}
			List<String> own = Arrays
				.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, Profiler.class, true, false))
				.filter((name) -> !name.equals(PROFILER) || beans.containsLocalBean(PROFILER))
				.toList();
			return own.isEmpty() ? ConditionOutcome.match(message.because("there is none"))
					: ConditionOutcome.noMatch(message.foundExactly(own));
		}

	}

}
