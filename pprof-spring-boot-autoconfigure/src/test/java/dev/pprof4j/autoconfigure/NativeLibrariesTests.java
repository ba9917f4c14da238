package dev.pprof4j.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.pprof4j.source.heap.HeapSampling;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.MountedDirectory;
import dev.pprof4j.test.RequiresNativeSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which native libraries are loaded, and when. If one cannot be loaded, the
 * application starts as always, and the endpoint says in one sentence what is wrong and
 * what to set.
 */
@RequiresNativeSampler
class NativeLibrariesTests {

	/** With this engine there is no fallback. */
	private static final String ASYNC_PROFILER = "--pprof.cpu.engine=async-profiler";

	@TempDir
	Path tempDir;

	@Test
	void samplerShouldRunBeforeTheContextAndAsyncProfilerBeLoadedOnDemand() {
		String output = run("--pprof.temp-dir=" + this.tempDir);
		assertThat(output)
			.contains("in the context's first bean: heap", "loaded early: heap", "profile 200", "heap 200",
					"loaded in the end: cpu heap", "stopped: true")
			.doesNotContain("could not be loaded", "Not sampled");
		assertThat(this.tempDir).isEmptyDirectory();
	}

	@Test
	void offShouldMeanThatNothingIsLoaded() {
		assertThat(run("--management.endpoints.web.exposure.exclude=pprof")).contains("loaded early: nothing",
				"heap 404", "loaded in the end: nothing");
		assertThat(run("--management.server.port=-1")).contains("loaded early: nothing");
		assertThat(run("--pprof.enabled=false", "--pprof.heap.enabled=true")).contains("loaded early: nothing",
				"profile 404");
		assertThat(
				run("--pprof.heap.enabled=false", "--pprof.cpu.preload=false", "--pprof.mutex.virtual-threads=false"))
			.contains("loaded early: nothing", "heap 503 Allocations are not counted: set pprof.heap.enabled=true",
					"loaded in the end: cpu\n");
	}

	@Test
	void samplerShouldRunWhereItIsWantedExplicitly() {
		assertThat(run("--management.endpoints.web.exposure.exclude=pprof", "--pprof.heap.enabled=true"))
			.contains("loaded early: heap", "heap 404", "stopped: true");
	}

	/** Such an application never becomes ready. */
	@Test
	void samplerShouldStopWhereARunnerClosesTheContext() {
		assertThat(run("--test.close=true")).contains("in the context's first bean: heap", "stopped: true");
	}

	@Test
	void asyncProfilerShouldBeLoadedEarlyWhereTheSamplerIsNot() {
		assertThat(run("--pprof.heap.enabled=false", "--pprof.mutex.virtual-threads=false"))
			.contains("loaded early: cpu\n", "profile 200");
		assertThat(run("--pprof.cpu.preload=true")).contains("loaded early: cpu heap", "profile 200");
		assertThat(run("--pprof.cpu.preload=true", "--management.endpoints.web.exposure.exclude=pprof"))
			.contains("loaded early: cpu\n");
	}

	/** The listener binds some of the properties, the context all of them. */
	@Test
	void samplerShouldStopWhereTheContextDoesNotStart() {
		assertThat(run("--pprof.max-duration=0s")).contains("in the context's first bean: heap",
				"pprof.max-duration=0s must be a whole number of seconds", "failed, loaded: heap", "stopped: true");
		assertThat(run("--pprof.heap.max-stacks=1")).contains("in the context's first bean: nothing",
				"pprof.heap.max-stacks=1 must be from 100 to 1000000", "failed, loaded: nothing", "stopped: true");
	}

	@Test
	void brokenLibrariesShouldBeExplained() throws IOException {
		Path broken = Files.writeString(this.tempDir.resolve("libasyncProfiler.so"), "not a library");
		assertThat(run(ASYNC_PROFILER, "--pprof.cpu.library=" + broken)).contains("started", "health 200",
				"profile 503 async-profiler cannot be loaded from pprof.cpu.library=" + broken,
				"or remove it to use the bundled one", "not available: async-profiler cannot be loaded");
		assertThat(run("--pprof.heap.library=" + broken))
			.contains("started", "loaded early: cpu\n", "health 200", "heap 200",
					"# Not sampled, but estimated with JDK Flight Recorder",
					"because The native agent cannot be loaded from pprof.heap.library=" + broken)
			.containsPattern("WARN .*because The native agent cannot be loaded")
			.contains("@ heap/2\n");
	}

	@Test
	void directoryThatCannotBeWrittenShouldBeExplained() throws IOException {
		Path file = Files.writeString(this.tempDir.resolve("file"), "no directory");
		assertThat(run(ASYNC_PROFILER, "--pprof.temp-dir=" + file)).contains("started", "WARN", "health 200",
				"profile 503 async-profiler cannot be loaded from pprof.temp-dir=" + file,
				"set pprof.temp-dir to a writable directory that allows execution", "heap 200",
				"# Not sampled, but estimated with JDK Flight Recorder");
	}

	@Test
	void directoryThatForbidsExecutionShouldBeExplained() throws IOException {
		try (MountedDirectory noexec = MountedDirectory.mountedOn(this.tempDir.resolve("noexec"), "noexec")) {
			assertThat(run(ASYNC_PROFILER, "--pprof.temp-dir=" + noexec.path())).contains("started", "health 200",
					"profile 503 async-profiler cannot be loaded from pprof.temp-dir=" + noexec.path(),
					"or pprof.cpu.library to an installed library", "heap 200",
					"# Not sampled, but estimated with JDK Flight Recorder");
			assertThat(noexec.path()).isEmptyDirectory();
		}
	}

	private static String run(String... properties) {
		return new ChildJvm().with(ChildJvm.QUICK_START).run(StartsAndAsks.class, properties);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class StartsAndAsks {

		public static void main(String[] args) throws Exception {
			SpringApplicationBuilder builder = new SpringApplicationBuilder(StartsAndAsks.class).properties(
					"server.port=0", "server.address=127.0.0.1", "management.server.port=0",
					"management.server.address=127.0.0.1", "spring.security.user.name=admin",
					"spring.security.user.password=admin", "spring.security.user.roles=ADMIN",
					"management.endpoints.web.exposure.include=pprof,health");
			try (ConfigurableApplicationContext context = builder.run(args)) {
				System.out.println("started");
				joinPreload();
				System.out.println("loaded early: " + loaded());
				Integer port = context.getEnvironment().getProperty("local.management.port", Integer.class);
				if (port != null && context.isActive()) {
					ask(port, "/actuator/health", "health");
					ask(port, "/actuator/pprof/profile?seconds=1", "profile");
					ask(port, "/actuator/pprof/heap?debug=1&gc=1", "heap");
					ask(port, "/actuator/pprof", "index");
				}
				System.out.println("loaded in the end: " + loaded());
			}
			catch (BeansException ex) { // Boot has explained it
				System.out.println("failed, loaded: " + loaded());
			}
			System.out.println("stopped: " + !HeapSampling.isRunning());
		}

		@Bean
		@ConditionalOnBooleanProperty("test.close")
		static ApplicationRunner closing(ConfigurableApplicationContext context) {
			return (args) -> context.close();
		}

		@Bean
		static BeanFactoryPostProcessor first() {
			return (beanFactory) -> System.out.println("in the context's first bean: " + loaded());
		}

		private static void joinPreload() throws InterruptedException {
			for (Thread thread : Thread.getAllStackTraces().keySet()) {
				if (thread.getName().equals("pprof-preload")) {
					thread.join();
				}
			}
		}

		/**
		 * Reads the mappings of the process instead of asking the starter: a library
		 * stays mapped even if its file is deleted.
		 */
		private static String loaded() {
			try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
				String loaded = maps.map((line) -> line.contains("libpprof4j.so") ? "heap" : line)
					.map((line) -> line.contains("libasyncProfiler.so") ? "cpu" : line)
					.filter((line) -> line.length() <= 4)
					.distinct()
					.sorted()
					.collect(Collectors.joining(" "));
				return loaded.isEmpty() ? "nothing" : loaded;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private static void ask(int port, String path, String name) throws IOException, InterruptedException {
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
				.header("Authorization", "Basic " + Base64.getEncoder().encodeToString("admin:admin".getBytes(UTF_8)))
				.build();
			HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
			String type = response.headers().firstValue("Content-Type").orElse("");
			System.out.println(
					name + " " + response.statusCode() + " " + (type.startsWith("text/") ? response.body() : type));
		}

	}

}
