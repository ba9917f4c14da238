package dev.pprof4j.actuate;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.pprof4j.FakeCounts;
import dev.pprof4j.test.ParsedProfile;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what each path answers over HTTP, on both web stacks: types, texts, differences,
 * recordings. All sources are fakes except Flight Recorder.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = { "servlet", "reactive" })
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class PprofPathsHttpTests {

	private final String web;

	@TempDir
	private static Path tempDir;

	@SuppressWarnings("NullAway.Init") // set by JUnit, once for each stack
	private static PprofServer server;

	@TempDir
	private Path downloads;

	PprofPathsHttpTests(String web) {
		this.web = web;
	}

	@BeforeParameterizedClassInvocation
	static void start(String web) {
		server = new PprofServer(web, tempDir);
	}

	@AfterParameterizedClassInvocation
	static void close() {
		server.close();
		assertThat(tempDir).isEmptyDirectory();
	}

	@BeforeEach
	void forget() {
		server.forget();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "goroutine | goroutine/count | goroutine/count",
					"threadcreate | threadcreate/count | threadcreate/count",
					"block | contentions/count delay/nanoseconds | contentions/count",
					"mutex | contentions/count delay/nanoseconds | contentions/count" })
	void profilesShouldHaveGosTypes(String path, String types, String periodType) throws Exception {
		HttpResponse<byte[]> response = server.get(path);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(PprofServer.headers(response, "Content-Type", "Content-Disposition", "X-Go-Pprof"))
			.containsExactly("application/octet-stream", "attachment; filename=\"" + path + "\"", "1");
		ParsedProfile profile = ParsedProfile.of(response.body());
		assertThat(String.join(" ", profile.sampleTypes())).isEqualTo(types);
		assertThat(profile.periodType()).isEqualTo(periodType);
		assertThat(profile.proto().getPeriod()).isOne();
		assertThat(profile.proto().getDurationNanos()).isZero();
		assertThat(profile.total(0)).isEqualTo(3);
		String shown = profile.string(profile.proto().getDefaultSampleType());
		assertThat(profile.sampleTypes().get(profile.sampleTypes().size() - 1)).startsWith(shown + "/");
	}

	@Test
	void wallShouldBeOfTheThreadsThatAreAskedFor() throws Exception {
		HttpResponse<byte[]> response = server.get("wall?seconds=1&thread=ke-1");
		assertThat(response.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"wall\"");
		ParsedProfile profile = ParsedProfile.of(response.body());
		assertThat(profile.sampleTypes()).containsExactly("samples/count", "time/nanoseconds");
		assertThat(profile.periodType()).isEqualTo("wallclock/nanoseconds");
		assertThat(profile.total(0)).isOne();
		ParsedProfile none = ParsedProfile.of(server.get("wall?seconds=1&thread=nosuch,file=/tmp/x").body());
		assertThat(none.proto().getSampleCount()).isZero();
		assertThat(none.comments()).contains("No thread's name contains the requested text");
		assertThat(server.get("profile?seconds=1&thread=a").statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(strings = { "goroutine", "threadcreate", "block", "mutex" })
	void secondsShouldGiveWhatCame(String path) throws Exception {
		HttpResponse<byte[]> response = server.get(path + "?seconds=1&seconds=x");
		assertThat(PprofServer.headers(response, "Content-Disposition"))
			.containsExactly("attachment; filename=\"" + path + "-delta\"");
		ParsedProfile profile = ParsedProfile.of(response.body());
		assertThat(profile.total(0)).isEqualTo(3);
		assertThat(profile.proto().getDurationNanos()).isGreaterThanOrEqualTo(1_000_000_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "goroutine?debug=1", "threadcreate?debug=1", "threadcreate?debug=2" })
	void countsShouldBeInGosText(String path) throws Exception {
		HttpResponse<byte[]> response = server.get(path);
		assertThat(PprofServer.headers(response, "Content-Type", "Content-Disposition"))
			.containsExactly("text/plain;charset=UTF-8", "");
		assertThat(PprofServer.text(response)).isEqualTo("""
				%2$s profile: total 3
				# fake
				3 @ 0x%1$x
				# labels: {"pool":"a \\"b\\""}
				#	0x%1$x	com.example.Foo.bar+0x0	com/example/Foo.java:7

				""".formatted(FakeCounts.FRAME.address(), path.replaceAll("\\?.*", "")));
	}

	@ParameterizedTest
	@CsvSource({ "block,--- contention:", "mutex,--- mutex:" })
	void waitsShouldBeInGosText(String path, String header) throws Exception {
		assertThat(PprofServer.text(server.get(path + "?debug=1"))).isEqualTo("""
				%2$s
				cycles/second=1000000000
				%3$s# fake
				3000 3 @ 0x%1$x
				# labels: {"pool":"a \\"b\\""}
				#	0x%1$x	com.example.Foo.bar+0x0	com/example/Foo.java:7

				""".formatted(FakeCounts.FRAME.address(), header, path.equals("mutex") ? "sampling period=1\n" : ""));
	}

	@Test
	void symbolShouldNameTheAddressesOfTexts() throws Exception {
		try (PprofServer own = new PprofServer(this.web, tempDir)) {
			String address = "0x" + Long.toHexString(FakeCounts.FRAME.address());
			assertThat(PprofServer.text(own.get("symbol"))).isEqualTo("num_symbols: 1\n");
			assertThat(PprofServer.text(own.get("symbol?" + address))).isEqualTo("num_symbols: 1\n");
			own.get("block?debug=1");
			HttpResponse<byte[]> response = own.get("symbol?0x1+" + address + "+zz");
			assertThat(PprofServer.text(response)).isEqualTo("num_symbols: 1\n" + address + " com.example.Foo.bar\n");
			assertThat(PprofServer.headers(response, "Content-Type", "Content-Disposition"))
				.containsExactly("text/plain;charset=UTF-8", "");
			assertThat(own.send("POST", "symbol").statusCode()).isEqualTo(405);
		}
	}

	@Test
	void commandLineShouldBeThatOfTheProcess() throws Exception {
		HttpResponse<byte[]> response = server.get("cmdline");
		assertThat(PprofServer.headers(response, "Content-Type")).containsExactly("text/plain;charset=UTF-8");
		List<String> arguments = List.of(PprofServer.text(response).split("\0", -1));
		assertThat(arguments).hasSizeGreaterThan(1);
		assertThat(arguments.get(0)).endsWith("java");
		assertThat(server.get("cmdline?x=1").statusCode()).isEqualTo(400);
	}

	@ParameterizedTest
	@CsvSource({ "cmdline, cmdline, The command line is not shown",
			"trace, trace?seconds=300, Recordings are switched off" })
	void whatIsSwitchedOffShouldSaySo(String path, String request, String reason) throws Exception {
		String property = "pprof." + path + ".enabled";
		try (PprofServer silent = new PprofServer(this.web, tempDir, "--" + property + "=false")) {
			HttpResponse<byte[]> response = silent.get(request);
			assertThat(response.statusCode()).isEqualTo(404);
			assertThat(PprofServer.text(response)).isEqualTo(reason + ": set " + property + "=true\n");
			assertThat(PprofServer.text(silent.get(""))).contains("not available: " + reason);
			assertThat(silent.get("heap").statusCode()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "trace?seconds=0.3", "trace", "trace?seconds=1&debug=1" })
	void traceShouldBeARecordingThatLeavesNoFile(String path) throws Exception {
		HttpResponse<byte[]> response = server.get(path);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(PprofServer.headers(response, "Content-Type", "Content-Disposition", "X-Go-Pprof"))
			.containsExactly("application/octet-stream", "attachment; filename=\"the_app.jfr\"", "1");
		assertThat(server.get("health").statusCode()).as("still serving").isEqualTo(404);
		List<RecordedEvent> events = read(response);
		assertThat(events).anyMatch((event) -> event.getEventType().getName().equals("jdk.OSInformation"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "trace?seconds=0", "trace?seconds=-1", "trace?seconds=1s", "trace?seconds=0.0",
			"trace?seconds=300.1", "trace?seconds=.5", "trace?seconds=1e1", "trace?seconds=NaN", "trace?second=1" })
	void badSecondsShouldBeRefused(String path, CapturedOutput output) throws Exception {
		HttpResponse<byte[]> response = server.get(path);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(PprofServer.text(response)).containsAnyOf("seconds=", "unknown parameter second").hasLineCount(1);
		assertThat(output).doesNotContain("\tat ");
	}

	@Test
	void headShouldStartNothing() throws Exception {
		for (String path : List.of("trace?seconds=300", "goroutine", "block?seconds=300", "cmdline", "symbol?0x1")) {
			assertThat(server.send("HEAD", path).statusCode()).as(path).isEqualTo(200);
		}
	}

	@Test
	void traceShouldEndWhenTheApplicationStops() throws Exception {
		CompletableFuture<HttpResponse<byte[]>> response;
		try (PprofServer own = new PprofServer(this.web, tempDir)) {
			response = own.getInBackground("trace?seconds=300");
			awaitWait(own, true);
		}
		assertThat(read(response.get())).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "trace", "heap", "allocs", "goroutine", "block", "mutex", "threadcreate" })
	void clientThatLeavesShouldEndTheWaitWhereTheServerNotices(String path) throws Exception {
		Assumptions.assumeTrue(this.web.equals("reactive"), "Tomcat does not notice while a request blocks");
		CompletableFuture<HttpResponse<byte[]>> response = server.getInBackground(path + "?seconds=300");
		awaitWait(server, true);
		response.cancel(true);
		awaitWait(server, false);
		assertThat(server.get(path.equals("trace") ? "trace?seconds=0.1" : path).statusCode()).isEqualTo(200);
	}

	private static void awaitWait(PprofServer server, boolean expected) {
		while (server.profiler().status().untilNextEnd().isZero() == expected) {
			Thread.onSpinWait();
		}
	}

	@Test
	void indexShouldListEveryPath() throws Exception {
		String index = PprofServer.text(server.get(""));
		assertThat(PprofPath.all()).allSatisfy((path) -> {
			assertThat(path.description()).isNotBlank();
			assertThat(index).contains("\n" + path.name(), path.description());
		});
	}

	private List<RecordedEvent> read(HttpResponse<byte[]> response) throws IOException {
		Path file = this.downloads.resolve("trace.jfr");
		Files.write(file, response.body());
		return RecordingFile.readAllEvents(file);
	}

}
