package dev.pprof4j.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.test.GoPprof;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Profiles the sample application with {@code go tool pprof} over HTTP while it is under
 * load.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(120)
class GoToolPprofTests {

	private static final String HOT = "WorkController.burnCpu";

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@Value("${user.dir}")
	private Path module;

	@TempDir
	private Path directory;

	private final HttpClient http = HttpClient.newHttpClient();

	private volatile boolean loaded = true;

	private Thread load = new Thread(this::load, "load");

	@BeforeEach
	void startLoad() {
		this.load.start();
	}

	@AfterEach
	void endLoad() throws InterruptedException {
		this.loaded = false;
		this.load.join();
	}

	@Test
	void topShouldShowTheHotMethodFirst() {
		// Leaves out what the JVM does in its own threads, such as compiling.
		GoPprof.Result top = fetch("-top", "-tagfocus=thread=http-nio", "-relative_percentages", "-seconds", "2");
		assertThat(top.out()).contains("File: sample-app", "Type: cpu");
		assertThat(PprofTool.seconds(top.out())).isGreaterThanOrEqualTo(2).isLessThan(4);
		List<String> rows = top.out().lines().dropWhile((line) -> !line.contains("flat%")).skip(1).toList();
		assertThat(rows.get(0)).contains(HOT); // may be followed by "(inline)"
		Matcher share = Pattern.compile("([0-9.]+)%").matcher(rows.get(0));
		assertThat(share.find()).isTrue();
		// Each request does nothing but use CPU time for a second; the rest is HTTP.
		assertThat(Double.parseDouble(share.group(1))).isGreaterThan(80);
	}

	@Test
	void reportsShouldReadASavedProfile() {
		assertThat(fetch("-top", "-seconds", "2").err()).contains("Saved profile in");
		String saved = pprof().saved();
		Path sources = this.module.resolve("src/main/java");
		assertThat(report("-list", HOT, "-source_path", sources.toString(), saved))
			.contains("private static long burnCpu(long ms) {", "WorkController.java")
			.containsPattern("[0-9.]+m?s +[0-9.]+m?s +[0-9]+:\\s+(x = x \\* 31|for)");
		assertThat(report("-peek", HOT, saved)).contains(HOT, "WorkController.cpu");
		assertThat(report("-tags", saved)).contains("thread: Total", "thread_id: Total", "http-nio");
		assertThat(report("-traces", saved)).contains("java.lang.Thread.run").containsPattern("thread: +http-nio");
		assertThat(report("-raw", saved)).contains("PeriodType: cpu nanoseconds", "samples/count cpu/nanoseconds");
		assertThat(report("-top", "-tagfocus", "thread=http-nio", saved)).contains(HOT);
		assertThat(report("-top", "-sample_index=samples", saved)).contains("Type: samples", HOT);
		assertThat(report("-top", "-diff_base", saved, saved)).contains("Showing nodes accounting for 0, 0%");
	}

	@Test
	void httpShouldServeTheProfileInTheBrowser() throws Exception {
		fetch("-top", "-seconds", "1");
		assertThat(pprof().page(pprof().saved(), "top")).contains(HOT);
	}

	@Test
	void errorsShouldBeShownByTheTool() {
		assertThat(pprof().go().run("-top", pprof().url("admin:wrong", "profile?seconds=1")).err()).contains("401",
				"Unauthorized: needs a valid user name and password");
		assertThat(pprof().go().run("-top", pprof().url("user:user", "profile?seconds=1")).err()).contains("403",
				"Forbidden: the user needs one of pprof.security.roles=ADMIN");
		assertThat(pprof().go().run("-top", pprof().url("admin:admin", "nosuch")).err()).contains("404",
				"Unknown profile");
		assertThat(pprof().go().run("-top", "-seconds", "301", pprof().url("admin:admin", "profile")).err())
			.contains("seconds=301 exceeds pprof.max-duration=300s");
	}

	private GoPprof.Result fetch(String... options) {
		return pprof().fetch("profile", options);
	}

	private String report(String... arguments) {
		return pprof().report(arguments);
	}

	private PprofTool pprof() {
		return new PprofTool(this.directory, this.managementPort);
	}

	private void load() {
		while (this.loaded) {
			get(URI.create("http://127.0.0.1:" + this.port + "/cpu?ms=1000"));
		}
	}

	private @Nullable String get(URI uri) {
		try {
			return this.http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			return null;
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

}
