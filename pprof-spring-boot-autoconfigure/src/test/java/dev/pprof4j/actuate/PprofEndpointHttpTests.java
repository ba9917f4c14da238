package dev.pprof4j.actuate;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.pprof4j.FakeSource;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.test.ParsedProfile;
import org.junit.jupiter.api.AfterEach;
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
 * Tests the endpoint's HTTP contract on both web stacks: paths, parameters, headers,
 * errors, and what ends a wait. The source is a fake.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = { "servlet", "reactive" })
@ExtendWith(OutputCaptureExtension.class)
@Timeout(30)
class PprofEndpointHttpTests {

	private final String web;

	@TempDir
	private static Path tempDir;

	@SuppressWarnings("NullAway.Init") // set by JUnit, once for each stack
	private static PprofServer server;

	PprofEndpointHttpTests(String web) {
		this.web = web;
	}

	@BeforeParameterizedClassInvocation
	static void start(String web) {
		server = newServer(web);
	}

	private static PprofServer newServer(String web) {
		return new PprofServer(web, tempDir, "--pprof.max-concurrent=1");
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

	@AfterEach
	void nothingShouldBeOpen() {
		assertThat(server.source().open()).isZero();
	}

	@Test
	void profileShouldBeADownload() throws Exception {
		HttpResponse<byte[]> response = server.get("profile?seconds=1");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(PprofServer.headers(response, "Content-Type", "Content-Disposition", "X-Go-Pprof", "Cache-Control",
				"X-Content-Type-Options", "Content-Encoding", "Set-Cookie"))
			.containsExactly("application/octet-stream", "attachment; filename=\"profile\"", "1", "no-store", "nosniff",
					"", "");
		assertThat(ParsedProfile.of(response.body()).flat(1, "[fake]")).isEqualTo(10);
	}

	/** Reactor's threads are for the application's own work. */
	@Test
	void requestsShouldWaitOnThreadsOfTheManagementPort() throws Exception {
		assertThat(server.get("profile?seconds=1").statusCode()).isEqualTo(200);
		assertThat(server.source().startedBy()).startsWith(this.web.equals("reactive") ? "pprof-" : "http-nio-");
	}

	/** Each request for another part would take another recording. */
	@Test
	void partsShouldNotBeServed() throws Exception {
		for (String path : List.of("heap", "heap?debug=1", "trace?seconds=1")) {
			HttpResponse<byte[]> response = server.getFromRoot("/actuator/pprof/" + path, "Range", "bytes=1-4");
			assertThat(response.statusCode()).as(path).isEqualTo(200);
			assertThat(response.body()).as(path).hasSizeGreaterThan(4);
			assertThat(PprofServer.headers(response, "Accept-Ranges", "Content-Range")).as(path)
				.containsExactly("none", "");
		}
	}

	@Test
	void whatNobodyHasForeseenShouldBeASentence(CapturedOutput output) throws Exception {
		server.source().refuse(new IllegalStateException("unforeseen"));
		HttpResponse<byte[]> response = server.get("profile?seconds=1");
		assertThat(response.statusCode()).isEqualTo(500);
		assertThat(PprofServer.text(response))
			.isEqualTo("The request has failed: java.lang.IllegalStateException; see the log\n");
		assertThat(PprofServer.headers(response, "Content-Type", "X-Go-Pprof"))
			.containsExactly("text/plain;charset=UTF-8", "1");
		assertThat(output).contains("java.lang.IllegalStateException: unforeseen");
	}

	@Test
	void heapShouldBeADownloadOfWhatWasCountedSinceTheStart() throws Exception {
		HttpResponse<byte[]> response = server.get("heap");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(PprofServer.headers(response, "Content-Type", "Content-Disposition"))
			.containsExactly("application/octet-stream", "attachment; filename=\"heap\"");
		ParsedProfile profile = ParsedProfile.of(response.body());
		assertThat(profile.sampleTypes()).containsExactly("alloc_objects/count", "alloc_space/bytes",
				"inuse_objects/count", "inuse_space/bytes");
		assertThat(profile.string(profile.proto().getDefaultSampleType())).isEqualTo("inuse_space");
		assertThat(profile.proto().getDurationNanos()).isZero();
		assertThat(profile.proto().getPeriod()).isEqualTo(512 * 1024);
		assertThat(server.heap().collections()).isZero();
		assertThat(server.get("heap?gc=1").statusCode()).isEqualTo(200);
		assertThat(server.heap().collections()).isOne();
	}

	@Test
	void allocsShouldBeTheSameWithAnotherDefault() throws Exception {
		ParsedProfile profile = ParsedProfile.of(server.get("allocs?gc=1").body());
		assertThat(profile.string(profile.proto().getDefaultSampleType())).isEqualTo("alloc_space");
		assertThat(profile.sampleTypes()).containsExactly("alloc_objects/count", "alloc_space/bytes",
				"inuse_objects/count", "inuse_space/bytes");
		assertThat(server.heap().collections()).as("as in Go, gc is for heap alone").isZero();
	}

	@Test
	void secondsShouldGiveTheDifference() throws Exception {
		HttpResponse<byte[]> response = server.get("heap?seconds=1&gc=1");
		assertThat(PprofServer.headers(response, "Content-Disposition"))
			.containsExactly("attachment; filename=\"heap-delta\"");
		ParsedProfile profile = ParsedProfile.of(response.body());
		// Two snapshots: in each the fake counts 100 bytes more; it holds 30 in the first
		// and 60 in the second.
		assertThat(profile.flat(1, "[fake]")).isEqualTo(100);
		assertThat(profile.flat(3, "[fake]")).isEqualTo(60);
		assertThat(profile.proto().getDurationNanos()).isGreaterThanOrEqualTo(1_000_000_000);
		assertThat(server.heap().collections()).isOne();
	}

	@Test
	void labelsNoneShouldLeaveTextsOut() throws Exception {
		ParsedProfile all = ParsedProfile.of(server.get("heap").body());
		assertThat(all.labels(all.proto().getSample(0))).containsEntry("class", "byte[]").containsEntry("bytes", 10L);
		ParsedProfile none = ParsedProfile.of(server.get("heap?labels=none").body());
		assertThat(none.labels(none.proto().getSample(0))).doesNotContainKey("class").containsEntry("bytes", 10L);
	}

	@ParameterizedTest
	@ValueSource(strings = { "heap?debug=1", "allocs?debug=2" })
	void debugShouldGiveText(String path) throws Exception {
		HttpResponse<byte[]> response = server.get(path);
		assertThat(PprofServer.headers(response, "Content-Type", "Content-Disposition"))
			.containsExactly("text/plain;charset=UTF-8", "");
		assertThat(PprofServer.text(response)).startsWith("heap profile: ")
			.contains("@ heap/1048576", "# runtime.MemStats");
	}

	@Test
	void indexShouldTellWhatThereIs() throws Exception {
		HttpResponse<byte[]> response = server.get("");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(PprofServer.headers(response, "Content-Type", "Content-Disposition"))
			.containsExactly("text/plain;charset=UTF-8", "");
		assertThat(PprofServer.text(response)).contains("profile (seconds, last, labels)\n", "CPU time by stack",
				"ready: a fake", "by default 30 (trace: 1);", "at most 300", "labels=none", "ready: a fake heap");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"profile?seconds=abc | 400 | invalid value for \"seconds\" - must be a positive integer: seconds=abc, pprof.max-duration=300s",
			"profile?seconds=-1 | 400 | seconds=-1,", "profile?seconds=0 | 400 | seconds=0,",
			"profile?seconds=1.5 | 400 | seconds=1.5,", "profile?seconds=1s | 400 | seconds=1s,",
			"profile?seconds= | 400 | seconds=,", "profile?seconds=+1 | 400 | seconds= 1,",
			"profile?seconds=0x10 | 400 | seconds=0x10,", "profile?seconds=%D9%A3 | 400 | seconds=?,",
			"profile?seconds=1%0Afile%3D/tmp/x | 400 | seconds=1?file=/tmp/x,",
			"profile?seconds=301 | 400 | seconds=301 exceeds pprof.max-duration=300s",
			"profile?seconds=99999999999 | 400 | seconds=99999999999 exceeds pprof.max-duration=300s",
			"profile?seconds=99999999999999999999999999999999999999 | 400 | exceeds pprof.max-duration=300s",
			"profile?seconds=abc&seconds=1 | 400 | seconds=abc,",
			"profile?second=1 | 400 | unknown parameter second: profile has labels, last, seconds",
			"profile?seconds=1&file=/tmp/x | 400 | unknown parameter file", "profile?namespace=management | 400 |",
			"profile?path=nosuch | 400 |", "profile?pprof.request-line=HEAD&x=1 | 400 | unknown parameter x",
			"profile?labels=some | 400 | invalid value for \"labels\" - must be one of all, none: labels=some",
			"heap?seconds=0 | 400 | invalid value for \"seconds\" - must be a positive integer: seconds=0",
			"heap?seconds= | 400 | seconds=,", "allocs?seconds=301 | 400 | exceeds pprof.max-duration=300s",
			"heap?seconds=1&debug=1 | 400 | seconds and debug params are incompatible",
			"heap?seconds=x&debug=1 | 400 | invalid value for \"seconds\"",
			"allocs?seconds=0.5 | 400 | invalid value for \"seconds\" - must be a positive integer: seconds=0.5",
			"allocs?seconds=x&debug=2 | 400 | invalid value for \"seconds\"",
			"allocs?seconds=301&debug=1 | 400 | exceeds pprof.max-duration=300s",
			"allocs?seconds=1&debug=1 | 400 | seconds and debug params are incompatible",
			"goroutine?seconds=0.5 | 400 | invalid value for \"seconds\" - must be a positive integer: seconds=0.5",
			"goroutine?seconds=x&debug=2 | 400 | invalid value for \"seconds\"",
			"goroutine?seconds=301&debug=1 | 400 | exceeds pprof.max-duration=300s",
			"goroutine?seconds=1&debug=1 | 400 | seconds and debug params are incompatible",
			"block?seconds=0.5 | 400 | invalid value for \"seconds\" - must be a positive integer: seconds=0.5",
			"block?seconds=x&debug=2 | 400 | invalid value for \"seconds\"",
			"block?seconds=301&debug=1 | 400 | exceeds pprof.max-duration=300s",
			"block?seconds=1&debug=1 | 400 | seconds and debug params are incompatible",
			"mutex?seconds=0.5 | 400 | invalid value for \"seconds\" - must be a positive integer: seconds=0.5",
			"mutex?seconds=x&debug=2 | 400 | invalid value for \"seconds\"",
			"mutex?seconds=301&debug=1 | 400 | exceeds pprof.max-duration=300s",
			"mutex?seconds=1&debug=1 | 400 | seconds and debug params are incompatible",
			"threadcreate?seconds=0.5 | 400 | invalid value for \"seconds\" - must be a positive integer: seconds=0.5",
			"threadcreate?seconds=x&debug=2 | 400 | invalid value for \"seconds\"",
			"threadcreate?seconds=301&debug=1 | 400 | exceeds pprof.max-duration=300s",
			"threadcreate?seconds=1&debug=1 | 400 | seconds and debug params are incompatible",
			"heap?debug=-1 | 400 | invalid value for \"debug\" - must be one of 0, 1, 2: debug=-1",
			"heap?gc=yes | 400 | invalid value for \"gc\" - must be one of 0, 1: gc=yes",
			"nosuch | 404 | Unknown profile", "heap/ | 404 | Unknown profile", "PROFILE | 404 | Unknown profile",
			"profile/ | 404 | Unknown profile", "profile/x | 404 | Unknown profile", "a/b/c | 404 | Unknown profile",
			"%3Cscript%3E | 404 | Unknown profile", "profile%20 | 404 | Unknown profile" })
	void badRequestShouldBeAnsweredWithASentence(String path, int status, String sentence, CapturedOutput output)
			throws Exception {
		int before = output.length();
		HttpResponse<byte[]> response = server.get(path);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(PprofServer.headers(response, "Content-Type", "X-Go-Pprof", "Content-Disposition",
				"X-Content-Type-Options"))
			.containsExactly("text/plain;charset=UTF-8", "1", "", "nosniff");
		assertThat(PprofServer.text(response)).contains((sentence != null) ? sentence : "")
			.endsWith("\n")
			.hasLineCount(1);
		assertThat(server.source().starts()).isZero();
		assertThat(since(output, before)).doesNotContain("\tat ", "ERROR", "WARN");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/actuator/pprof/../pprof/profile?seconds=1", "/actuator/pprof/%2e%2e/pprof/profile?seconds=1",
					"/actuator/pprof/..%2fprofile?seconds=1", "/actuator/pprof/./profile?seconds=1",
					"/actuator/pprof//profile?seconds=1", "/actuator/pprof/%2e/profile?seconds=1",
					"/actuator/pprof/..;/profile?seconds=1", "/actuator/pprof/profile;x=1?seconds=1",
					"/actuator/pprof/<script>?seconds=1", "/actuator/pprof/profile%00?seconds=1",
					"/actuator/pprof/profile%0a?seconds=1", "/actuator/health/../pprof/profile?seconds=1" })
	void pathTricksShouldBeRefusedAndStartNothing(String target, CapturedOutput output) throws Exception {
		int before = output.length();
		String answer = server.raw("GET " + target + " HTTP/1.1");
		assertThat(answer).containsPattern("^HTTP/1.1 40[014] ");
		assertThat(server.source().starts()).isZero();
		assertThat(since(output, before)).doesNotContain("\tat dev.pprof4j");
	}

	private static String since(CapturedOutput output, int before) {
		return output.toString().substring(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/pprof/../pprof/profile", "/actuator/pprof/%2e%2e/pprof/profile",
			"/actuator/pprof//profile", "/actuator/pprof/..;/profile", "/actuator/pprof/profile;x=1",
			"//actuator/pprof/nosuch", "/actuator/%70prof/nosuch" })
	void refusedPathsShouldBeAnsweredAsText(String target) throws Exception {
		assertThat(server.raw("GET " + target + " HTTP/1.1").toLowerCase(Locale.ROOT)).startsWith("http/1.1 40")
			.contains("content-type: text/plain", "x-go-pprof: 1");
	}

	@Test
	void headOfAnEncodedPathShouldNotSampleEither() throws Exception {
		assertThat(server.raw("HEAD /actuator/%70prof/profil%65?seconds=300 HTTP/1.1")).startsWith("HTTP/1.1 200");
		assertThat(server.source().starts()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "profile?seconds=1&seconds=abc", "profile?seconds=1&debug=1&gc=1", "profile?seconds=1&debug=" })
	void goParametersShouldBeAcceptedAndTheFirstValueCount(String path) throws Exception {
		assertThat(server.get(path).statusCode()).isEqualTo(200);
		assertThat(server.source().starts()).isEqualTo(1);
	}

	@Test
	void headShouldAnswerWithoutSampling() throws Exception {
		HttpResponse<byte[]> response = server.send("HEAD", "profile?seconds=300");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(PprofServer.headers(response, "Content-Type", "Content-Disposition"))
			.containsExactly("application/octet-stream", "attachment; filename=\"profile\"");
		assertThat(server.send("HEAD", "profile?seconds=abc").statusCode()).isEqualTo(400);
		assertThat(server.send("HEAD", "nosuch").statusCode()).isEqualTo(404);
		assertThat(server.source().starts()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PUT", "DELETE", "PATCH" })
	void otherMethodsShouldNotBeAllowed(String method) throws Exception {
		HttpResponse<byte[]> response = server.send(method, "profile?seconds=1");
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(PprofServer.text(response)).isEqualTo("Method Not Allowed: use GET\n");
		assertThat(PprofServer.headers(response, "Allow", "X-Go-Pprof")).containsExactly("GET, HEAD", "1");
		assertThat(server.source().starts()).isZero();
	}

	@Test
	void refusalsShouldHaveTheirStatus(CapturedOutput output) throws Exception {
		int before = output.length();
		Map<ProfilingException, Integer> statuses = Map.of(new ProfilingException.Conflict("taken"), 409,
				new ProfilingException.Unavailable("set this"), 503);
		for (Map.Entry<ProfilingException, Integer> entry : statuses.entrySet()) {
			server.source().refuse(entry.getKey());
			HttpResponse<byte[]> response = server.get("profile?seconds=1");
			assertThat(response.statusCode()).isEqualTo(entry.getValue());
			assertThat(PprofServer.text(response)).isEqualTo(entry.getKey().getMessage() + "\n");
		}
		assertThat(since(output, before)).doesNotContain("\tat ");
		server.source().refuse(new ProfilingException.Failed("it broke", new IOException("disk")));
		assertThat(server.get("profile?seconds=1").statusCode()).isEqualTo(500);
		assertThat(since(output, before)).containsOnlyOnce("A profile could not be taken");
	}

	@Test
	void oneMoreThanMayWaitShouldBeTooManyAndOthersBeServed() throws Exception {
		try (PprofServer own = newServer(this.web)) {
			CompletableFuture<HttpResponse<byte[]>> first = own.getInBackground("profile?seconds=200");
			own.source().awaitStart();
			HttpResponse<byte[]> second = own.get("profile?seconds=1");
			assertThat(second.statusCode()).isEqualTo(429);
			assertThat(PprofServer.text(second)).contains("pprof.max-concurrent=1");
			assertThat(Integer.parseInt(second.headers().firstValue("Retry-After").orElseThrow())).isBetween(1, 200);
			assertThat(own.get("profile?seconds=abc").statusCode()).isEqualTo(400);
			assertThat(own.get("").statusCode()).isEqualTo(200);
			own.profiler().stop();
			assertThat(first.get().statusCode()).isEqualTo(200);
		}
	}

	@Test
	void shutdownShouldEndTheWaitWithWhatThereIs() throws Exception {
		CompletableFuture<HttpResponse<byte[]>> response;
		FakeSource source;
		try (PprofServer own = newServer(this.web)) {
			source = own.source();
			response = own.getInBackground("profile?seconds=300");
			source.awaitStart();
		}
		assertThat(ParsedProfile.of(response.get().body()).comments()).singleElement().asString().contains("Cut short");
		assertThat(source.open()).isZero();
	}

	@Test
	void clientThatLeavesShouldEndTheRecordingWhereTheServerNotices() throws Exception {
		Assumptions.assumeTrue(this.web.equals("reactive"), "Tomcat does not notice while a request blocks");
		CompletableFuture<HttpResponse<byte[]>> first = server.getInBackground("profile?seconds=300");
		server.source().awaitStart();
		first.cancel(true);
		server.source().awaitClose();
		while (server.profiler().status().waiting() > 0) {
			assertThat(Thread.interrupted()).as("its time is over").isFalse(); // the slot
																				// is
																				// given
																				// up last
		}
		assertThat(server.get("profile?seconds=1").statusCode()).isEqualTo(200);
	}

}
