package dev.pprof4j.sample;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.pprof4j.test.CompleteSnapshot;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.proto.Sample;
import jdk.jfr.consumer.RecordingFile;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests threads and waits of the sample application, read by {@code go tool pprof} over
 * HTTP.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Timeout(120)
class GoToolWaitsTests {

	private static final String LOCK = "dev.pprof4j.sample.WorkController.holdLock";

	private static final String IO = "dev.pprof4j.sample.WorkController.askService";

	private static final String SLOW = "dev.pprof4j.sample.WorkController.slow";

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@Value("${user.dir}")
	private Path module;

	@TempDir
	private Path directory;

	private final HttpClient http = HttpClient.newHttpClient();

	@BeforeEach
	void begin() throws Exception {
		fetch("block"); // counting has begun when this is answered
	}

	@Test
	void waitsOfThePagesShouldBeToldApart() throws Exception {
		ParsedProfile blockBefore = complete("block");
		ParsedProfile mutexBefore = complete("mutex");
		THREADS.setThreadContentionMonitoringEnabled(true);
		long blocked = -blockedMillis();
		long locks = answerMillis("/lock?ms=1000", 4);
		blocked += blockedMillis();
		THREADS.setThreadContentionMonitoringEnabled(false);
		long io = answerMillis("/io?ms=3000", 1);
		long slow = answerMillis("/slow", 1);
		ParsedProfile block = complete("block");
		ParsedProfile mutex = complete("mutex");
		// Four concurrent requests sleep for a second each with the lock held, one after
		// the other. Together they sleep for at least four times that long, and no longer
		// than it takes to answer them all.
		assertThat(millis(mutex, LOCK) - millis(mutexBefore, LOCK)).isCloseTo(blocked, Percentage.withPercentage(5));
		assertThat(millis(block, LOCK) - millis(blockBefore, LOCK)).isBetween((blocked + 4 * 1000) * 95 / 100,
				(blocked + locks) * 105 / 100);
		// The service may have begun its three seconds before the page waits for it.
		assertThat(millis(block, IO) - millis(blockBefore, IO)).isBetween(2850L, io);
		assertThat(millis(block, SLOW) - millis(blockBefore, SLOW)).isBetween(50L, slow);
		assertThat(millis(mutex, IO) + millis(mutex, SLOW)).isZero();
		assertThat(labels(mutex, LOCK)).allSatisfy((labels) -> assertThat(labels).containsEntry("reason", "monitor")
			.containsEntry("class", "java.lang.Object")
			.containsKey("holder"));
		assertThat(labels(block, IO)).anySatisfy((labels) -> assertThat(labels).containsEntry("reason", "socket read"));
		assertThat(block.proto().getSampleList()).as("nothing of this library's threads")
			.allSatisfy((sample) -> assertThat(block.stack(sample))
				.doesNotContain("dev.pprof4j.source.DaemonThread$Work.run"));
		assertThat(labels(block, SLOW)).anySatisfy((labels) -> assertThat(labels).containsEntry("reason", "sleep"));
	}

	/**
	 * Returns what the JVM itself counts as waits for monitors, in the server's threads.
	 */
	private static long blockedMillis() {
		return Stream.of(THREADS.dumpAllThreads(false, false))
			.filter((thread) -> thread.getThreadName().startsWith("http-nio-"))
			.mapToLong(ThreadInfo::getBlockedTime)
			.sum();
	}

	/** Returns how long it takes to answer this many requests at once. */
	private long answerMillis(String path, int requests) throws Exception {
		long start = System.nanoTime();
		askAtOnce(path, requests);
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + 1;
	}

	@Test
	void reportsShouldReadWaits() throws Exception {
		load();
		complete("mutex"); // what the tool fetches then has all waits
		PprofTool pprof = pprof();
		assertThat(pprof.fetch("mutex", "-top").out()).contains("Type: delay", "WorkController.holdLock");
		String saved = save("block", "block.pb.gz").toString();
		Path sources = this.module.resolve("src/main/java");
		assertThat(pprof.report("-list", "holdLock", "-source_path", sources.toString(), saved))
			.containsPattern("[0-9.]+m?s +[0-9]+:\\s+(synchronized \\(this.lock\\)|Thread.sleep\\(ms\\))");
		assertThat(pprof.report("-top", "-cum", "-tagfocus", "reason=socket read", saved)).contains("askService")
			.doesNotContain("holdLock");
		assertThat(pprof.report("-top", "-contentions", saved)).contains("Type: contentions");
		assertThat(pprof.report("-top", "-mean_delay", saved)).contains("Type: mean_delay");
	}

	@ParameterizedTest
	@CsvSource({ "block,delay", "mutex,delay", "threadcreate,threadcreate", "goroutine,goroutine" })
	void everyReportShouldReadEveryProfile(String kind, String type) throws Exception {
		load();
		PprofTool pprof = pprof();
		assertThat(pprof.fetch(kind, "-top").out()).contains("File: sample-app", "Type: " + type);
		pprof.shouldCoverASecond(kind);
		assertThat(pprof.fetch(kind + "?debug=1", "-top", "-symbolize=none").out()).contains("Type: " + type);
		String saved = save(kind, kind + ".pb.gz").toString();
		for (String report : List.of("-peek=run", "-tags", "-traces", "-raw", "-tree", "-callgrind", "-dot")) {
			assertThat(pprof.report(report, saved)).as(report).isNotBlank();
		}
		assertThat(pprof.report("-top", "-diff_base", saved, saved)).contains("Showing nodes accounting for 0");
		assertThat(pprof.report("-top", "-base", saved, saved)).contains("Showing nodes accounting for 0");
		for (String page : List.of("top", "peek", "source", "flamegraph")) {
			assertThat(pprof.page(saved, page)).as(page).contains("<title>sample-app " + type + "</title>");
		}
	}

	/** Checks what scrapers require, over two scrapes. */
	@ParameterizedTest
	@ValueSource(strings = { "block", "mutex", "threadcreate" })
	void scrapesShouldFollowTheRulesOfDeltas(String kind) throws Exception {
		load();
		ParsedProfile first = ParsedProfile.of(fetch(kind + "?labels=none").body());
		load();
		ParsedProfile second = ParsedProfile.of(fetch(kind + "?labels=none").body());
		assertThat(second.proto().getDurationNanos()).isZero();
		assertThat(second.sampleTypes()).hasSizeLessThanOrEqualTo(4).noneMatch((type) -> type.contains("-"));
		assertThat(second.proto().getSampleCount()).isLessThanOrEqualTo(16_000);
		assertThat(second.comments()).noneMatch((comment) -> comment.startsWith("executableInfo="));
		Map<List<Long>, Sample> later = byAddresses(second);
		byAddresses(first).forEach((addresses, sample) -> {
			Sample now = later.getOrDefault(addresses, Sample.getDefaultInstance());
			assertThat(now.getValueCount()).isEqualTo(sample.getValueCount());
			for (int i = 0; i < sample.getValueCount(); i++) {
				assertThat(now.getValue(i)).isGreaterThanOrEqualTo(sample.getValue(i));
			}
		});
	}

	private static Map<List<Long>, Sample> byAddresses(ParsedProfile profile) {
		Map<List<Long>, Sample> samples = new HashMap<>();
		for (Sample sample : profile.proto().getSampleList()) {
			List<Long> addresses = sample.getLocationIdList()
				.stream()
				.map((id) -> profile.location(id).getAddress())
				.toList();
			assertThat(addresses).doesNotContain(0L);
			assertThat(samples.put(addresses, sample)).isNull();
		}
		return samples;
	}

	@Test
	void startedThreadsShouldBeNamed() throws Exception {
		ParsedProfile before = complete("threadcreate");
		// More than in all other tests: the service's pool has to grow.
		askAtOnce("/io?ms=500", 8);
		ParsedProfile after = complete("threadcreate");
		assertThat(startedForTheService(after)).isGreaterThan(startedForTheService(before));
		assertThat(after.total(0)).isGreaterThan(before.total(0));
		assertThat(after.flat(0, "[started before the recording]")).isPositive();
		assertThat(pprof().fetch("threadcreate", "-tags").out()).contains("pool: Total", "slow-service");
	}

	private static long startedForTheService(ParsedProfile profile) {
		return profile.total(0, (sample) -> "slow-service".equals(profile.labels(sample).get("pool")));
	}

	@Test
	void threadsThatCameShouldBeTold() throws Exception {
		CompletableFuture<ParsedProfile> difference = CompletableFuture
			.supplyAsync(() -> ParsedProfile.of(fetchUnchecked("goroutine?seconds=5").body()));
		awaitWindow(difference); // the first snapshot has been taken
		CountDownLatch end = new CountDownLatch(1);
		List<Thread> leaked = IntStream.range(0, 5)
			.mapToObj((i) -> new Thread(() -> leak(end), "leaked-" + i))
			.toList();
		leaked.forEach(Thread::start);
		leaked.forEach(GoToolWaitsTests::awaitWaiting);
		ParsedProfile profile = difference.get();
		end.countDown();
		String place = getClass().getName() + ".leak";
		assertThat(profile.cumulative(0, place)).isEqualTo(5);
		assertThat(labels(profile, place)).allSatisfy((labels) -> assertThat(labels).containsEntry("pool", "leaked")
			.containsEntry("state", "WAITING")
			.containsEntry("virtual", "false"));
		assertThat(profile.proto().getSampleList()).allMatch((sample) -> sample.getValue(0) > 0);
	}

	@Test
	void everyThreadShouldBeListedByItself() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		Thread thread = new Thread(() -> leak(end), "listed \"one\"");
		thread.start();
		awaitWaiting(thread);
		HttpResponse<byte[]> response = fetch("goroutine?debug=2");
		end.countDown();
		assertThat(response.headers().firstValue("Content-Type")).contains("text/plain;charset=UTF-8");
		assertThat(response.headers().firstValueAsLong("Content-Length").orElse(0)).isEqualTo(response.body().length);
		String text = new String(response.body(), StandardCharsets.UTF_8);
		assertThat(text)
			.contains("goroutine " + thread.getId() + " [waiting, on java.util.concurrent.CountDownLatch$Sync@")
			.contains("{name: \"listed \\\"one\\\"\", virtual: false}:")
			.contains("dev.pprof4j.sample.GoToolWaitsTests.leak(...)\n\tdev/pprof4j/sample/GoToolWaitsTests.java:");
	}

	private static void awaitWaiting(Thread thread) {
		while (thread.getState() != Thread.State.WAITING) {
			assertThat(Thread.interrupted()).as("its time is over").isFalse();
		}
	}

	private static void leak(CountDownLatch end) {
		try {
			end.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Looks for the waiting thread, since recordings that another test left behind may
	 * still be open.
	 */
	private static void awaitWindow(CompletableFuture<?> difference) {
		while (Thread.getAllStackTraces().values().stream().noneMatch(GoToolWaitsTests::isDifferenceAwaited)) {
			assertThat(difference).as("nobody was seen to wait for it").isNotDone();
			Thread.onSpinWait();
		}
	}

	private static boolean isDifferenceAwaited(StackTraceElement[] stack) {
		List<String> methods = Arrays.stream(stack)
			.map((frame) -> frame.getClassName() + "." + frame.getMethodName())
			.toList();
		return methods
			.containsAll(List.of("dev.pprof4j.CallerSlots$Slot.await", "dev.pprof4j.WaitingCallers.difference"));
	}

	@Test
	void traceShouldOpen() throws Exception {
		CompletableFuture<Path> recorded = CompletableFuture.supplyAsync(() -> saveUnchecked("trace?seconds=2"));
		while (!recorded.isDone()) {
			load();
		}
		Path file = recorded.join();
		assertThat(RecordingFile.readAllEvents(file))
			.anyMatch((event) -> event.getEventType().getName().equals("jdk.ThreadSleep")
					&& String.valueOf(event.getStackTrace()).contains("WorkController"));
		Path jfr = Path.of(System.getProperty("java.home"), "bin", "jfr");
		Process summary = new ProcessBuilder(jfr.toString(), "summary", file.toString()).redirectErrorStream(true)
			.start();
		String text = new String(summary.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(summary.waitFor()).as(text).isZero();
		assertThat(text).contains("jdk.ThreadSleep");
	}

	@Test
	void commandLineShouldBeReadable() throws Exception {
		assertThat(new String(fetch("cmdline").body(), StandardCharsets.UTF_8)).contains("\0");
	}

	private Path saveUnchecked(String path) {
		try {
			return save(path, "trace.jfr");
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void load() throws Exception {
		askAtOnce("/lock?ms=100", 4);
		askAtOnce("/io?ms=200", 1);
		askAtOnce("/slow", 1);
	}

	private void askAtOnce(String path, int requests) throws Exception {
		List<CompletableFuture<Integer>> answers = IntStream.range(0, requests).mapToObj((i) -> page(path)).toList();
		for (CompletableFuture<Integer> answer : answers) {
			assertThat(answer.get()).isEqualTo(200);
		}
	}

	private CompletableFuture<Integer> page(String path) {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build();
		return this.http.sendAsync(request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
	}

	private static long millis(ParsedProfile profile, String method) {
		return profile.cumulative(1, method) / 1_000_000;
	}

	private static List<Map<String, Object>> labels(ParsedProfile profile, String method) {
		return profile.proto()
			.getSampleList()
			.stream()
			.filter((sample) -> profile.stack(sample).contains(method))
			.map(profile::labels)
			.toList();
	}

	private PprofTool pprof() {
		return new PprofTool(this.directory, this.managementPort);
	}

	private Path save(String path, String file) throws Exception {
		Path target = this.directory.resolve(file);
		Files.write(target, fetch(path).body());
		return target;
	}

	private ParsedProfile complete(String path) {
		return CompleteSnapshot.of(() -> ParsedProfile.of(fetchUnchecked(path).body()), ParsedProfile::comments);
	}

	private HttpResponse<byte[]> fetchUnchecked(String path) {
		try {
			return fetch(path);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private HttpResponse<byte[]> fetch(String path) throws Exception {
		String admin = Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));
		URI uri = URI.create("http://127.0.0.1:" + this.managementPort + "/actuator/pprof/" + path);
		HttpRequest request = HttpRequest.newBuilder(uri)
			.header("Authorization", "Basic " + admin)
			.header("Accept", "*/*")
			.header("Accept-Encoding", "gzip")
			.build();
		return this.http.send(request, BodyHandlers.ofByteArray());
	}

}
