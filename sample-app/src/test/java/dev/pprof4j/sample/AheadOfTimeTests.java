package dev.pprof4j.sample;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the sample application whose beans were chosen by Spring's ahead-of-time
 * processing, and which runs on the JVM.
 */
@Timeout(300)
class AheadOfTimeTests {

	@TempDir
	private static Path directory;

	private static String classPath;

	@BeforeAll
	static void process() throws IOException {
		Path sources = directory.resolve("sources");
		Path classes = Files.createDirectories(directory.resolve("classes"));
		new ChildJvm().run(SpringApplicationAotProcessor.class, SampleApplication.class.getName(), "" + sources,
				"" + classes, "" + classes, "dev.pprof4j", "sample-app");
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
		assertThat(compiler.run(null, null, null, options.toArray(String[]::new))).isZero();
	}

	@Test
	void profilesShouldBeTheSame() throws Exception {
		try (SampleProcess sample = start()) {
			CompletableFuture<Void> load = CompletableFuture.runAsync(() -> request(sample, "cpu?ms=3000"));
			ParsedProfile profile = ParsedProfile.of(sample.pprof("profile?seconds=2").body());
			load.join();
			long route = profile.total(1, (found) -> "/cpu".equals(profile.labels(found).get("route")));
			assertThat(route).isPositive();
			assertThat(profile.cumulative(1, "dev.pprof4j.sample.WorkController.burnCpu")).isPositive();
			assertThat(sample.answer("heap")).startsWith("200, ").doesNotContain("Not sampled");
		}
	}

	@Test
	void onlyAnAdministratorShouldTakeThem() throws Exception {
		try (SampleProcess sample = start()) {
			assertThat(status(sample.managementPort(), "")).isEqualTo(401);
			assertThat(status(sample.managementPort(), "Basic dXNlcjp1c2Vy")).isEqualTo(403); // user:user
			assertThat(status(sample.port(), "")).isEqualTo(404);
		}
	}

	/** The beans of the endpoint are there, as they were when they were chosen. */
	@Test
	void whatIsSwitchedOffLaterShouldBeOff() throws Exception {
		try (SampleProcess sample = start("--pprof.enabled=false")) {
			assertThat(sample.answer("heap"))
				.isEqualTo("403 Forbidden: profiles are switched off by pprof.enabled=false");
			assertThat(sample.answer("")).startsWith("403 ");
			assertThat(sample.jcmd("Thread.print")).doesNotContain("\"pprof-");
		}
	}

	private static SampleProcess start(String... arguments) throws IOException, InterruptedException {
		List<String> all = new ArrayList<>(List.of("-Dspring.aot.enabled=true"));
		all.addAll(List.of(arguments));
		SampleProcess sample = SampleProcess.startWith(classPath, directory, all.toArray(String[]::new));
		assertThat(sample.log()).contains("Starting AOT-processed SampleApplication");
		return sample;
	}

	private static void request(SampleProcess sample, String page) {
		try {
			sample.page(page);
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int status(int port, String authorization) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/pprof/heap"));
		if (!authorization.isEmpty()) {
			request.header("Authorization", authorization);
		}
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).statusCode();
	}

}
