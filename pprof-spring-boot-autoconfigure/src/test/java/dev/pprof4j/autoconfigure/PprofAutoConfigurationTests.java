package dev.pprof4j.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.pprof4j.CpuEngine;
import dev.pprof4j.EventOptions;
import dev.pprof4j.HeapOptions;
import dev.pprof4j.Pprof;
import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.SamplingOptions;
import dev.pprof4j.actuate.PprofEndpoint;
import dev.pprof4j.label.web.ServletRouteLabels;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.ParsedProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.web.servlet.HandlerAdapter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the conditions under which the endpoint exists.
 */
@ExtendWith(OutputCaptureExtension.class)
class PprofAutoConfigurationTests {

	private static final String EXPOSED = "management.endpoints.web.exposure.include=pprof";

	private static final String OWN_PORT = "management.server.port=9999";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PprofAutoConfiguration.class, PprofEndpointAutoConfiguration.class));

	@Test
	void endpointShouldBeThereWhenExposedOnAPortOfItsOwn(CapturedOutput output) {
		this.runner.withPropertyValues(EXPOSED, OWN_PORT)
			.run((context) -> assertThat(context).hasSingleBean(PprofEndpoint.class).hasSingleBean(Profiler.class));
		assertThat(output).doesNotContain("not registered");
	}

	@Test
	void applicationShouldTakeProfilesOfItsOwnWithTheSameProfiler() {
		this.runner.run((context) -> {
			Pprof pprof = context.getBean(Pprof.class);
			assertThat(pprof.profiler()).isSameAs(context.getBean(Profiler.class));
			byte[] threads = pprof.bytes(pprof.snapshot(ProfileKind.GOROUTINE));
			assertThat(ParsedProfile.of(threads).total(0)).isPositive();
			this.runner.withParent(context).run((child) -> {
				assertThat(child.getBean(Pprof.class)).isNotSameAs(pprof);
				assertThat(child.getBean(Pprof.class).profiler()).isSameAs(child.getBean(Profiler.class));
			});
		});
		new ApplicationContextRunner().withBean("ours", Pprof.class, () -> Pprof.start("ours"))
			.run((parent) -> this.runner.withParent(parent)
				.withBean(Injected.class)
				.run((child) -> assertThat(child.getBean(Injected.class).pprof()).isSameAs(parent.getBean("ours"))));
		Pprof own = Pprof.start("own");
		this.runner.withBean(Pprof.class, () -> own)
			.run((context) -> assertThat(context.getBean(Pprof.class)).isSameAs(own));
		this.runner.withPropertyValues("pprof.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Pprof.class));
	}

	@Test
	void endpointShouldBeAbsentByDefault(CapturedOutput output) {
		this.runner.withPropertyValues(OWN_PORT)
			.run((context) -> assertThat(context).doesNotHaveBean(PprofEndpoint.class));
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(PprofEndpoint.class));
		assertThat(output).doesNotContain("not registered");
	}

	@Test
	void endpointShouldBeAbsentWhenSwitchedOff(CapturedOutput output) {
		for (String off : new String[] { "pprof.enabled=false", "management.endpoint.pprof.access=NONE",
				"management.endpoints.web.exposure.exclude=pprof" }) {
			this.runner.withPropertyValues(EXPOSED, OWN_PORT, off)
				.run((context) -> assertThat(context).doesNotHaveBean(PprofEndpoint.class));
		}
		assertThat(output).doesNotContain("not registered");
	}

	@Test
	void endpointShouldBeAbsentOnTheApplicationsPort(CapturedOutput output) {
		this.runner.withPropertyValues(EXPOSED)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PprofEndpoint.class));
		assertThat(output).containsOnlyOnce("The endpoint 'pprof' is not registered: "
				+ "The management server shares the application's port. Set 'management.server.port'");
	}

	@Test
	void applicationShouldFailOnTheApplicationsPortWhenToldTo() {
		this.runner.withPropertyValues(EXPOSED, "pprof.management-port=FAIL")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(PprofGateClosedException.class)
				.hasMessageContaining("shares the application's port"));
		this.runner.withPropertyValues(EXPOSED, OWN_PORT, "pprof.management-port=FAIL")
			.run((context) -> assertThat(context).hasSingleBean(PprofEndpoint.class));
		this.runner.withPropertyValues("pprof.management-port=FAIL")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void lazyInitializationShouldLeaveOutNeitherTheGateNorTheLimitOfLabels() {
		WebApplicationContextRunner lazy = this.runner
			.withConfiguration(AutoConfigurations.of(PprofLabelsAutoConfiguration.class))
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));
		lazy.withPropertyValues(EXPOSED, "pprof.management-port=FAIL")
			.run((context) -> assertThat(context).hasFailed());
		lazy.withPropertyValues("pprof.labels.max-values=0").run((context) -> assertThat(context).hasFailed());
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PprofAutoConfiguration.class, PprofLabelsAutoConfiguration.class))
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBeanFactory().containsSingleton("pprofReactiveTaskLabels"))
				.isTrue());
	}

	@Test
	void eachContextShouldHaveAProfilerThatEndsWithIt() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PprofAutoConfiguration.class))
			.run((parent) -> {
				Profiler outer = parent.getBean(Profiler.class);
				this.runner.withParent(parent)
					.withPropertyValues(EXPOSED, OWN_PORT)
					.run((context) -> assertThat(context.getBean(Profiler.class)).isNotSameAs(outer)
						.satisfies((profiler) -> assertThat(profiler.options().heap().enabled()).isTrue()));
				assertThat(outer.status().state(ProfileKind.CPU).available()).isTrue();
			});
	}

	@Test
	void theApplicationsOwnProfilerShouldBeTheOnlyOne() {
		new ApplicationContextRunner().withBean("ours", Profiler.class, () -> new Profiler(ProfilerOptions.defaults()))
			.run((parent) -> this.runner.withParent(parent).withPropertyValues(EXPOSED, OWN_PORT).run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean("pprofProfiler");
				assertThat(context.getBean(Profiler.class)).isSameAs(parent.getBean("ours"));
				// A lifecycle that ends with this context would stop the profiler for all
				// others.
				assertThat(context).doesNotHaveBean(PprofLifecycle.class);
			}));
		this.runner.withBean("pprofProfiler", Profiler.class, () -> new Profiler(ProfilerOptions.defaults()))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Profiler.class)
				.hasSingleBean(PprofLifecycle.class));
	}

	@Test
	void aParentsProfilerShouldGiveWayToTheApplicationsOwn() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PprofAutoConfiguration.class))
			.run((parent) -> this.runner.withParent(parent)
				.withPropertyValues(EXPOSED, OWN_PORT)
				.withBean("ours", Profiler.class, () -> new Profiler(ProfilerOptions.defaults()))
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(context.getBeanProvider(Profiler.class).getObject()).isSameAs(context.getBean("ours"));
				}));
	}

	/** As the test framework does with each context that another test will use later. */
	@Test
	void aContextThatIsPausedShouldKeepCounting() {
		this.runner.withPropertyValues(EXPOSED, OWN_PORT).run((context) -> {
			context.getSourceApplicationContext().pause();
			assertThat(context.getBean(PprofLifecycle.class).isRunning()).isTrue();
			context.getSourceApplicationContext().stop();
			assertThat(context.getBean(PprofLifecycle.class).isRunning()).isFalse();
		});
	}

	@Test
	void endpointShouldBeAbsentWithoutAFrameworkThatServesIt(CapturedOutput output) {
		this.runner
			.withClassLoader(new FilteredClassLoader("org.springframework.web.servlet.DispatcherServlet",
					"org.springframework.web.reactive.DispatcherHandler"))
			.withPropertyValues(EXPOSED, OWN_PORT)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PprofEndpoint.class));
		assertThat(output).contains("Neither Spring MVC nor WebFlux is on the class path");
	}

	@Test
	void routesShouldBeLabelledOnlyWhereThereIsAnAdapter() {
		WebApplicationContextRunner labelled = this.runner
			.withConfiguration(AutoConfigurations.of(PprofLabelsAutoConfiguration.class));
		labelled.run((context) -> assertThat(context).doesNotHaveBean(HandlerAdapter.class));
		labelled.withConfiguration(AutoConfigurations.of(WebMvcAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(ServletRouteLabels.class));
	}

	@Test
	void endpointShouldBeThereOnAnyPortWhenToldTo() {
		this.runner.withPropertyValues(EXPOSED, "pprof.management-port=ANY")
			.run((context) -> assertThat(context).hasSingleBean(PprofEndpoint.class));
	}

	@Test
	void endpointShouldBeAbsentWithoutSpringSecurity(CapturedOutput output) {
		WebApplicationContextRunner unsecured = this.runner
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withPropertyValues(EXPOSED, OWN_PORT);
		unsecured.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(PprofEndpoint.class));
		assertThat(output).contains("Spring Security is not on the class path");
		unsecured.withPropertyValues("pprof.security.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(PprofEndpoint.class));
	}

	@Test
	void filterChainShouldComeBesideBootsOwnAndNeverAlone() {
		WebApplicationContextRunner secured = this.runner
			.withConfiguration(AutoConfigurations.of(PprofServletSecurityAutoConfiguration.class))
			.withPropertyValues(EXPOSED, OWN_PORT);
		secured.run((context) -> assertThat(context).doesNotHaveBean("pprofSecurityFilterChain"));
		secured
			.withConfiguration(AutoConfigurations.of(SecurityAutoConfiguration.class,
					ServletWebSecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class))
			.run((context) -> assertThat(context).hasBean("pprofSecurityFilterChain")
				.hasBean("defaultSecurityFilterChain"));
	}

	@Test
	void profilerShouldBeThereWithoutAWebServer() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(PprofAutoConfiguration.class, PprofEndpointAutoConfiguration.class))
			.withPropertyValues(EXPOSED, OWN_PORT)
			.run((context) -> assertThat(context).hasSingleBean(Profiler.class).doesNotHaveBean(PprofEndpoint.class));
	}

	@Test
	void heapShouldBeSampledWhereTheEndpointIsOrWhereItIsWanted() {
		assertHeapSampled(true, EXPOSED, OWN_PORT);
		assertHeapSampled(false, OWN_PORT);
		assertHeapSampled(false, EXPOSED);
		assertHeapSampled(false, EXPOSED, OWN_PORT, "pprof.heap.enabled=false");
		assertHeapSampled(true, OWN_PORT, "pprof.heap.enabled=true");
	}

	@Test
	void waitsShouldBeCountedWhereTheEndpointIsOrWhereTheyAreWanted() {
		assertCounted(true, true, true, EXPOSED, OWN_PORT);
		assertCounted(false, false, false, OWN_PORT);
		assertCounted(false, true, true, EXPOSED, OWN_PORT, "pprof.block.enabled=false");
		assertCounted(true, false, true, EXPOSED, OWN_PORT, "pprof.mutex.enabled=false");
		assertCounted(true, true, false, EXPOSED, OWN_PORT, "pprof.threadcreate.enabled=false");
		assertCounted(true, false, false, OWN_PORT, "pprof.block.enabled=true");
	}

	private void assertCounted(boolean block, boolean mutex, boolean threadcreate, String... properties) {
		this.runner.withPropertyValues(properties).run((context) -> {
			EventOptions events = context.getBean(Profiler.class).options().events();
			assertThat(List.of(events.block().enabled(), events.mutex().enabled(), events.threadcreate()))
				.containsExactly(block, mutex, threadcreate);
		});
	}

	@Test
	void propertiesOfEventsShouldReachTheProfiler() {
		this.runner
			.withPropertyValues(EXPOSED, OWN_PORT, "pprof.block.threshold=2ms", "pprof.block.include-idle=true",
					"pprof.block.max-stacks=200", "pprof.mutex.threshold=3ms", "pprof.mutex.max-stacks=300",
					"pprof.mutex.virtual-threads=false", "pprof.trace.settings=PROFILE", "pprof.trace.max-size=10MB")
			.run((context) -> assertThat(context.getBean(Profiler.class).options().events())
				.isEqualTo(new EventOptions(new EventOptions.Block(true, Duration.ofMillis(2), true, 200),
						new EventOptions.Mutex(true, Duration.ofMillis(3), 300, false), true,
						new EventOptions.Trace("profile", 10 * 1024 * 1024))));
	}

	@Test
	void propertiesOfSamplingShouldReachTheProfiler() {
		this.runner
			.withPropertyValues(EXPOSED, OWN_PORT, "pprof.cpu.engine=async-profiler", "pprof.cpu.frequency=499",
					"pprof.wall.interval=10ms", "pprof.cpu.library=/opt/lib.so")
			.run((context) -> assertThat(context.getBean(Profiler.class).options().sampling())
				.isEqualTo(new SamplingOptions(CpuEngine.ASYNC_PROFILER, 499, Duration.ofMillis(10),
						Path.of("/opt/lib.so"), false, SamplingOptions.Continuous.OFF)));
	}

	@Test
	void propertiesOfThePastShouldReachTheProfiler() {
		this.runner
			.withPropertyValues(EXPOSED, OWN_PORT, "pprof.cpu.continuous.enabled=true",
					"pprof.cpu.continuous.frequency=49", "pprof.cpu.continuous.retention=20m",
					"pprof.cpu.continuous.max-size=3MB")
			.run((context) -> assertThat(context.getBean(Profiler.class).options().sampling().continuous())
				.isEqualTo(new SamplingOptions.Continuous(true, 49, Duration.ofMinutes(20), 3 * 1024 * 1024)));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsShouldBeExpectedWhereTheyDoTheWork() {
		this.runner.withPropertyValues(EXPOSED, OWN_PORT, "spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean(Profiler.class).options().sampling().virtualThreads())
				.isTrue());
	}

	@Test
	void defaultsShouldBeThoseOfTheLibrary() {
		ProfilerOptions defaults = ProfilerOptions.defaults();
		this.runner.withPropertyValues(EXPOSED, OWN_PORT).run((context) -> {
			ProfilerOptions options = context.getBean(Profiler.class).options();
			assertThat(options).isEqualTo(new ProfilerOptions(defaults.maxDuration(), defaults.maxConcurrent(),
					defaults.tempDir(), options.classLoader(), defaults.sampling(), defaults.heap(), defaults.events(),
					defaults.goroutine()));
		});
	}

	private void assertHeapSampled(boolean sampled, String... properties) {
		this.runner.withPropertyValues(properties)
			.run((context) -> assertThat(context.getBean(Profiler.class).options().heap().enabled())
				.isEqualTo(sampled));
	}

	@Test
	void heapPropertiesShouldReachTheProfiler() {
		this.runner
			.withPropertyValues(EXPOSED, OWN_PORT, "pprof.heap.sampling-interval=64KB", "pprof.heap.max-stacks=500",
					"pprof.heap.library=/opt/libpprof4j.so", "pprof.heap.histogram-max-heap=1MB")
			.run((context) -> assertThat(context.getBean(Profiler.class).options().heap())
				.isEqualTo(new HeapOptions(true, 65536, 500, Path.of("/opt/libpprof4j.so"), 1_048_576)));
	}

	@Test
	void windowsShouldBeShorterWhereTheLongestIs() {
		this.runner.withPropertyValues(EXPOSED, OWN_PORT, "pprof.max-duration=20s")
			.run((context) -> assertThat(context.getBean(PprofProperties.class).defaultDuration())
				.isEqualTo(Duration.ofSeconds(20)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"pprof.max-duration=0s | pprof.max-duration=0s must be a whole number of seconds",
			"pprof.max-duration=1500ms | pprof.max-duration=1500ms must be a whole number of seconds",
			"pprof.max-duration=2d | from 1s to 1d",
			"pprof.default-duration=6m | pprof.default-duration=360s must be a whole number of seconds, from 1s to pprof.max-duration=300s",
			"pprof.default-duration=-1s | pprof.default-duration=-1s",
			"pprof.max-concurrent=0 | pprof.max-concurrent=0 must be from 1 to 100",
			"pprof.max-profile-samples=99 | pprof.max-profile-samples=99 must be at least 100",
			"pprof.max-profile-size=1KB | pprof.max-profile-size=1024B must be at least 100KB",
			"pprof.wall.interval=0ms | pprof.wall.interval=0s must be from 1ms to 10s",
			"pprof.wall.interval=11s | pprof.wall.interval=11s must be from 1ms to 10s",
			"pprof.cpu.frequency=0 | pprof.cpu.frequency=0 must be from 1 to 1000",
			"pprof.cpu.frequency=1001 | pprof.cpu.frequency=1001 must be from 1 to 1000",
			"pprof.heap.sampling-interval=100B | pprof.heap.sampling-interval=100B must be from 1KB to 1GB",
			"pprof.heap.sampling-interval=2GB | must be from 1KB to 1GB",
			"pprof.heap.max-stacks=99 | pprof.heap.max-stacks=99 must be from 100 to 1000000",
			"pprof.heap.histogram-max-heap=-1MB | pprof.heap.histogram-max-heap=-1048576B must not be negative",
			"pprof.block.threshold=-1ms | pprof.block.threshold=-1ms must be from 0 to 1h",
			"pprof.mutex.threshold=2h | pprof.mutex.threshold=7200s must be from 0 to 1h",
			"pprof.block.max-stacks=1 | pprof.block.max-stacks=1 must be from 100 to 1000000",
			"pprof.mutex.max-stacks=1 | pprof.mutex.max-stacks=1 must be from 100 to 1000000",
			"pprof.goroutine.max-stacks=1 | pprof.goroutine.max-stacks=1 must be from 100 to 1000000",
			"pprof.goroutine.max-threads=1 | pprof.goroutine.max-threads=1 must be at least 100",
			"pprof.trace.max-size=1KB | pprof.trace.max-size=1024B must be at least 1MB",
			"pprof.security.roles= | pprof.security.roles=[] must name at least one role" })
	void propertiesThatMakeNoSenseShouldEndTheStartWithASentence(String property, String sentence) {
		this.runner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasFailed().getFailure().rootCause().hasMessageContaining(sentence));
	}

	@ParameterizedTest
	@ValueSource(strings = { "pprof.max-duration=1s", "pprof.max-duration=1d", "pprof.max-concurrent=100",
			"pprof.wall.interval=1ms", "pprof.wall.interval=10s", "pprof.cpu.frequency=1", "pprof.cpu.frequency=1000",
			"pprof.cpu.continuous.frequency=1000", "pprof.cpu.continuous.retention=10s",
			"pprof.cpu.continuous.retention=1d", "pprof.cpu.continuous.max-size=1MB",
			"pprof.heap.sampling-interval=1KB", "pprof.heap.sampling-interval=1GB", "pprof.heap.max-stacks=100",
			"pprof.heap.max-stacks=1000000", "pprof.heap.histogram-max-heap=0", "pprof.block.threshold=0",
			"pprof.mutex.threshold=1h", "pprof.block.max-stacks=1000000", "pprof.goroutine.max-threads=100",
			"pprof.trace.max-size=1MB", "pprof.max-profile-samples=100", "pprof.max-profile-size=100KB",
			"pprof.labels.max-values=1", "pprof.labels.max-values=100000" })
	void limitsThemselvesShouldBeAllowed(String property) {
		this.runner.withPropertyValues(EXPOSED, OWN_PORT, property)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(Profiler.class));
	}

	/**
	 * A part of the application that takes profiles.
	 *
	 * @param pprof takes them
	 */
	record Injected(Pprof pprof) {

	}

}
