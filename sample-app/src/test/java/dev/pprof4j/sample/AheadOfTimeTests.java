package dev.pprof4j.sample;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the sample application whose beans were chosen by Spring's ahead-of-time
 * processing, and which runs on the JVM.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
class AheadOfTimeTests {

	@TempDir
	private static Path directory;

	private static String classPath;

	@BeforeAll
	static void process() throws IOException {
		Path sources = directory.resolve("sources");
		Path classes = Files.createDirectories(directory.resolve("classes"));
		String output = new ChildJvm().run(Processing.class, SampleApplication.class.getName(), "" + sources,
				"" + classes, "" + classes, "dev.pprof4j", "sample-app");
		assertThat(output).contains("processed: no native library of ours");
		classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
		compile(sources, classes);
	}

	private static void compile(Path sources, Path classes) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> options = new ArrayList<>(
				List.of("-proc:none", "-nowarn", "-cp", classPath, "-d", classes.toString()));
		try (Stream<Path> files = Files.walk(sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(options::add);
		}
		ByteArrayOutputStream messages = new ByteArrayOutputStream();
		int result = compiler.run(null, messages, messages, options.toArray(String[]::new));
		assertThat(result).as(messages.toString(StandardCharsets.UTF_8)).isZero();
	}

	@Test
	@RequiresNativeSampler
	void profilesShouldHaveRoutesAndASampledHeap() throws Exception {
		try (SampleProcess sample = start()) {
			CompletableFuture<byte[]> taken = CompletableFuture.supplyAsync(() -> profile(sample));
			while (!taken.isDone()) {
				sample.page("cpu?ms=200");
			}
			ParsedProfile profile = ParsedProfile.of(taken.join());
			assertThat(profile.total(1, (found) -> "/cpu".equals(profile.labels(found).get("route")))).isPositive();
			assertThat(profile.cumulative(1, "dev.pprof4j.sample.WorkController.burnCpu")).isPositive();
			assertThat(sample.answer("heap")).startsWith("200, ").doesNotContain("Not sampled");
		}
	}

	private static byte[] profile(SampleProcess sample) {
		try {
			return sample.pprof("profile?seconds=2").body();
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void onlyAnAdministratorShouldTakeThem() throws Exception {
		try (SampleProcess sample = start()) {
			assertThat(sample.log()).contains("Starting AOT-processed SampleApplication");
			assertThat(status(sample.managementPort(), "")).isEqualTo(401);
			assertThat(status(sample.managementPort(), "Basic dXNlcjp1c2Vy")).isEqualTo(403); // user:user
			assertThat(status(sample.port(), "")).isEqualTo(404);
		}
	}

	/** The beans of the endpoint are there, as they were when they were chosen. */
	@Test
	void whatIsSwitchedOffLaterShouldBeOff() throws Exception {
		try (SampleProcess sample = start("--pprof.enabled=false", "--pprof.cpu.continuous.enabled=true")) {
			assertThat(sample.answer("heap"))
				.isEqualTo("403 Forbidden: profiles are switched off by pprof.enabled=false");
			assertThat(sample.answer("")).startsWith("403 ");
			assertThat(sample.jcmd("Thread.print")).contains("\"http-nio").doesNotContain("\"pprof-");
			assertThat(sample.jcmd("VM.dynlibs")).contains("libjvm").doesNotContain("libpprof4j", "libasyncProfiler");
		}
	}

	private static SampleProcess start(String... arguments) throws IOException, InterruptedException {
		List<String> all = new ArrayList<>(List.of("-Dspring.aot.enabled=true"));
		all.addAll(List.of(arguments));
		return SampleProcess.startWith(classPath, directory, all.toArray(String[]::new));
	}

	private static int status(int port, String authorization) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/pprof/heap"));
		if (!authorization.isEmpty()) {
			request.header("Authorization", authorization);
		}
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).statusCode();
	}

	/**
	 * Processes an application, and reports whether that has loaded a library of ours.
	 */
	static final class Processing {

		private Processing() {
		}

		public static void main(String[] args) throws Exception {
			SpringApplicationAotProcessor.main(args);
			try (Stream<String> mapped = Files.lines(Path.of("/proc/self/maps"))) {
				boolean ours = mapped
					.anyMatch((file) -> file.contains("libpprof4j") || file.contains("libasyncProfiler"));
				System.out.println("processed: " + (ours ? "a" : "no") + " native library of ours");
			}
		}

	}

}
