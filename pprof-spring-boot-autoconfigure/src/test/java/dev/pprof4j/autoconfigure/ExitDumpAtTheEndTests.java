package dev.pprof4j.autoconfigure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.pprof4j.Profiler;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.ParsedProfile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExitDump} in applications that end in different ways.
 */
class ExitDumpAtTheEndTests {

	private static final long BURNT_MILLIS = 2000;

	@TempDir
	Path directory;

	/**
	 * About 190 samples: a standard error of 7 %. The partial second at the end is
	 * included.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "exit", "fail" })
	void whatARunnerHasUsedShouldBeLeft(String end) throws IOException {
		new ChildJvm().run(Application.class, end, "--server.port=0", "--management.server.port=0",
				"--management.endpoints.web.exposure.include=pprof", "--pprof.cpu.continuous.enabled=true",
				"--pprof.cpu.continuous.frequency=97", "--pprof.cpu.continuous.dump-on-exit=" + this.directory);
		try (Stream<Path> files = Files.list(this.directory)) {
			List<Path> left = files.toList();
			assertThat(left).hasSize(1);
			ParsedProfile profile = ParsedProfile.of(Files.readAllBytes(left.get(0)));
			assertThat(profile.cumulative(1, Application.class.getName() + ".burn") / 1e9)
				.isBetween(0.7 * BURNT_MILLIS / 1e3, 1.3 * BURNT_MILLIS / 1e3);
		}
	}

	/**
	 * An application whose runner uses CPU time and then ends the application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

		public static void main(String[] args) {
			SpringApplication application = new SpringApplication(Application.class);
			try {
				application.run(args);
			}
			catch (IllegalStateException ex) {
				System.out.println(ex);
			}
		}

		@Bean
		CommandLineRunner runner(Profiler profiler) {
			return (args) -> {
				while (!profiler.status().past().available()) {
					Thread.sleep(20); // the past begins on a thread of its own
				}
				burn();
				if (args[0].equals("exit")) {
					System.exit(0);
				}
				throw new IllegalStateException("It has failed");
			};
		}

		private static void burn() {
			long end = THREADS.getCurrentThreadCpuTime() + TimeUnit.MILLISECONDS.toNanos(BURNT_MILLIS);
			while (THREADS.getCurrentThreadCpuTime() < end) {
				Thread.onSpinWait();
			}
		}

	}

}
