package dev.pprof4j.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.stream.Stream;

import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.NoexecDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where async-profiler cannot be loaded, the application starts as always, and the
 * endpoint says in one sentence what is wrong and what to set.
 */
class UnloadableLibraryTests {

	@TempDir
	Path tempDir;

	@Test
	void brokenLibraryShouldBeExplained() throws IOException {
		Path broken = Files.writeString(this.tempDir.resolve("libasyncProfiler.so"), "not a library");
		assertThat(run("--pprof.cpu.library=" + broken)).contains("started", "WARN", "health 200",
				"profile 503 async-profiler cannot be loaded from pprof.cpu.library=" + broken,
				"or remove it to use the bundled one", "not available: async-profiler cannot be loaded");
	}

	@Test
	void directoryThatCannotBeWrittenShouldBeExplained() throws IOException {
		Path file = Files.writeString(this.tempDir.resolve("file"), "no directory");
		assertThat(run("--pprof.temp-dir=" + file)).contains("started", "health 200",
				"profile 503 async-profiler cannot be loaded from pprof.temp-dir=" + file,
				"set pprof.temp-dir to a writable directory that allows execution");
	}

	@Test
	void directoryThatForbidsExecutionShouldBeExplained() throws IOException {
		try (NoexecDirectory noexec = NoexecDirectory.mountedOn(this.tempDir.resolve("noexec"))) {
			assertThat(run("--pprof.temp-dir=" + noexec.path())).contains("started", "health 200",
					"profile 503 async-profiler cannot be loaded from pprof.temp-dir=" + noexec.path(),
					"or pprof.cpu.library to an installed libasyncProfiler.so");
			assertThat(noexec.path()).isEmptyDirectory();
		}
	}

	@Test
	void libraryThatWorksShouldBeLoadedBeforeItIsAskedFor() {
		String output = run("--pprof.temp-dir=" + this.tempDir);
		assertThat(output).contains("started", "loaded early: true", "profile 200").doesNotContain("not available");
		assertThat(this.tempDir).isEmptyDirectory();
	}

	@Test
	void preloadShouldBeSwitchedOffByItsPropertyAndByAnEndpointThatIsNotThere() {
		assertThat(run("--pprof.cpu.preload=false")).contains("loaded early: false", "profile 200");
		assertThat(run("--management.endpoints.web.exposure.exclude=pprof")).contains("loaded early: false",
				"profile 404");
		assertThat(run("--management.server.port=-1")).contains("loaded early: false");
		assertThat(run("--pprof.enabled=false")).contains("loaded early: false", "profile 404");
	}

	private static String run(String... properties) {
		return new ChildJvm().run(StartsAndAsks.class, properties);
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
				System.out.println("loaded early: " + isLoaded());
				Integer port = context.getEnvironment().getProperty("local.management.port", Integer.class);
				if (port != null) {
					ask(port, "/actuator/health", "health");
					ask(port, "/actuator/pprof/profile?seconds=1", "profile");
					ask(port, "/actuator/pprof", "index");
				}
			}
		}

		private static void joinPreload() throws InterruptedException {
			for (Thread thread : Thread.getAllStackTraces().keySet()) {
				if (thread.getName().equals("pprof-preload")) {
					thread.join();
				}
			}
		}

		/** Asks the JVM, not us: the library's file is mapped, although it is deleted. */
		private static boolean isLoaded() throws IOException {
			try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
				return maps.anyMatch((line) -> line.contains("pprof4j-") && line.contains(".so"));
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
