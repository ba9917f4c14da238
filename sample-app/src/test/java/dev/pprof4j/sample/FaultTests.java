package dev.pprof4j.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.MountedDirectory;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.Programs;
import one.profiler.AsyncProfiler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Provokes real faults around a profile. The answer names the fault, the application goes
 * on, and the next profile is fine once the cause is gone. The answers are written to
 * {@code target/faults.txt}.
 */
@Timeout(180)
class FaultTests {

	private static final TreeMap<String, String> answers = new TreeMap<>();

	private static final String PROFILE = "profile?seconds=1";

	@TempDir
	private Path directory;

	@AfterAll
	static void print() throws IOException {
		List<String> lines = answers.entrySet().stream().map((row) -> row.getKey() + ": " + row.getValue()).toList();
		Files.write(Path.of("target", "faults.txt"), lines);
	}

	@Test
	void fullDiskShouldBeSaidAndForgotten() throws Exception {
		try (MountedDirectory disk = MountedDirectory.mountedOn(this.directory.resolve("disk"), "size=4m");
				SampleProcess sample = start("--pprof.temp-dir=" + disk.path())) {
			assertThat(sample.answer(PROFILE)).startsWith("200, ");
			Path filler = disk.path().resolve("filler");
			fill(filler);
			assertThat(answer(sample, "disk full, profile", PROFILE)).matches("50[03] .*(disk|space|pprof.temp-dir).*");
			assertThat(answer(sample, "disk full, trace", "trace?seconds=1"))
				.matches("50[03] .*(disk|space|pprof.temp-dir).*");
			assertThat(answer(sample, "disk full, heap", "heap")).startsWith("200, ");
			Files.delete(filler);
			shouldBeFine(sample);
		}
	}

	/**
	 * Flight Recorder, which has been recording from the start, would end the JVM if it
	 * could not write.
	 */
	@Test
	void fullDiskOfFlightRecorderShouldNotEndTheApplication() throws Exception {
		try (MountedDirectory disk = MountedDirectory.mountedOn(this.directory.resolve("tmp"), "size=200m");
				SampleProcess sample = start("-Djava.io.tmpdir=" + disk.path(), "--pprof.temp-dir=" + this.directory)) {
			awaitAnswer(sample, "block", "200, (?!.*room).*");
			Path filler = disk.path().resolve("filler");
			fill(filler, () -> disk.path().toFile().getUsableSpace() > 48 * 1024 * 1024);
			awaitAnswer(sample, "block", ".*(lack of room|ends the JVM when it cannot write).*");
			fill(disk.path().resolve("rest"));
			for (String path : List.of("block", "mutex", "trace?seconds=1")) {
				assertThat(answer(sample, "disk of Flight Recorder full, " + path, path)).startsWith("503 ")
					.contains("MB are free in " + disk.path());
			}
			for (int i = 0; i < 30; i++) {
				// Each request causes an event.
				assertThat(sample.page("lock?ms=100").statusCode()).isEqualTo(200);
			}
			shouldBeFine(sample);
			Files.delete(filler);
			awaitAnswer(sample, "block", "200, (?!.*room).*");
			assertThat(sample.answer("trace?seconds=1")).isEqualTo("200");
		}
	}

	private static void awaitAnswer(SampleProcess sample, String path, String wanted) throws Exception {
		while (!sample.answer(path).matches(wanted)) {
			Thread.sleep(100);
		}
	}

	private static void fill(Path file) throws IOException {
		fill(file, () -> true);
	}

	private static void fill(Path file, BooleanSupplier more) throws IOException {
		try (var out = Files.newOutputStream(file)) {
			while (more.getAsBoolean()) {
				out.write(new byte[4096]);
			}
		}
		catch (IOException ex) {
			assertThat(ex).hasMessageContaining("No space left");
		}
	}

	@Test
	void directoryThatIsDeletedShouldBeSaidAndForgotten() throws Exception {
		Path temp = Files.createDirectory(this.directory.resolve("temp"));
		try (SampleProcess sample = start("--pprof.temp-dir=" + temp)) {
			assertThat(sample.answer(PROFILE)).startsWith("200, ");
			deleteAll(temp);
			assertThat(answer(sample, "temp-dir deleted", PROFILE)).startsWith("503 ").contains("pprof.temp-dir");
			Files.createDirectory(temp);
			assertThat(answer(sample, "temp-dir made again", PROFILE)).startsWith("200, ");
			shouldBeFine(sample);
		}
	}

	@Test
	void readOnlyDirectoryShouldBeSaid() throws Exception {
		try (MountedDirectory disk = MountedDirectory.mountedOn(this.directory.resolve("ro"), "ro");
				SampleProcess sample = start("--pprof.temp-dir=" + disk.path())) {
			assertThat(answer(sample, "temp-dir read-only, profile", PROFILE)).contains("pprof.temp-dir");
			assertThat(answer(sample, "temp-dir read-only, heap", "heap")).contains("pprof.heap.library");
			// Without the agent, the JVM writes virtual threads only to a file.
			assertThat(answer(sample, "temp-dir read-only, goroutine", "goroutine")).matches(
					"(200, .*pprof.heap.library|503 The dump of virtual threads cannot be written .*pprof.temp-dir).*");
			assertThat(sample.page("cpu?ms=1").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void directoryWithoutExecutionShouldFallBack() throws Exception {
		try (MountedDirectory disk = MountedDirectory.mountedOn(this.directory.resolve("noexec"), "noexec");
				SampleProcess sample = start("--pprof.temp-dir=" + disk.path())) {
			assertThat(answer(sample, "temp-dir noexec, profile", PROFILE)).startsWith("200, ")
				.contains("pprof.cpu.library");
			assertThat(answer(sample, "temp-dir noexec, wall", "wall?seconds=1")).startsWith("200, ")
				.contains("pprof.cpu.library");
			assertThat(answer(sample, "temp-dir noexec, heap", "heap")).startsWith("200, ")
				.contains("pprof.heap.library");
			assertThat(new String(sample.pprof("").body(), StandardCharsets.UTF_8)).contains("\n  fallback: ");
		}
	}

	@Test
	void noMoreFilesShouldBeSaidAndForgotten() throws Exception {
		int limit = 400;
		String prlimit = Programs.require("prlimit").toString();
		try (SampleProcess sample = start(prlimit, "--nofile=" + limit, "--",
				"--server.tomcat.connection-timeout=10s")) {
			assertThat(sample.answer(PROFILE)).startsWith("200, ");
			List<Socket> sockets = new ArrayList<>();
			long open = openFiles(sample);
			for (int i = 0; i < limit && open < limit - 1; i++) {
				sockets.add(new Socket(InetAddress.getLoopbackAddress(), sample.port()));
				Thread.sleep(5); // until it is accepted
				open = openFiles(sample);
			}
			assertThat(answer(sample, "out of file descriptors, heap", "heap")).startsWith("200, ");
			assertThat(answer(sample, "out of file descriptors, profile", PROFILE))
				.matches("200, \\d+ samples.*|503 .*open files.*");
			for (Socket socket : sockets) {
				socket.close();
			}
			while (openFiles(sample) > limit - 100) {
				Thread.sleep(50);
			}
			shouldBeFine(sample);
		}
	}

	private static long openFiles(SampleProcess sample) throws IOException {
		try (Stream<Path> files = Files.list(Path.of("/proc", "" + sample.pid(), "fd"))) {
			return files.count();
		}
	}

	/** The JVM then does little but collect garbage, and every request is slow. */
	@Test
	void fullHeapShouldNotHurtMore() throws Exception {
		try (SampleProcess sample = start("-Xmx80m", "-XX:+UseSerialGC")) {
			assertThat(sample.answer("heap")).startsWith("200, ");
			try {
				int status = 200;
				while (status == 200) {
					status = sample.page("leak?mb=1").statusCode();
				}
				shouldBeAProfileOrSaid(sample.pprof(PROFILE));
			}
			catch (IOException ex) { // no answer in a minute, or none at all
				answers.put("heap exhausted", "as slow as every other request");
			}
			assertThat(sample.isAlive()).isTrue();
		}
	}

	/**
	 * Every refusal by the endpoint is a sentence. If the web server lacks the memory to
	 * pass it on, it answers with a page of its own or with nothing.
	 */
	private static void shouldBeAProfileOrSaid(HttpResponse<byte[]> response) throws IOException {
		String type = response.headers().firstValue("Content-Type").orElse("");
		answers.put("heap exhausted, profile", response.statusCode() + " " + type);
		if (response.statusCode() == 200) {
			assertThat(ParsedProfile.of(response.body()).sampleTypes()).isNotEmpty();
		}
		else if (type.startsWith("text/plain") && response.body().length > 0) {
			assertThat(response.statusCode()).isIn(500, 503);
			assertThat(new String(response.body(), StandardCharsets.UTF_8).strip()).hasSizeGreaterThan(10);
		}
		else {
			assertThat(response.statusCode()).as("answer of the web server").isEqualTo(500);
		}
	}

	@Test
	void narrowMachinesShouldDo() throws Exception {
		try (SampleProcess sample = start("-Xmx48m", "-XX:ActiveProcessorCount=1", "-XX:+UseSerialGC")) {
			assertThat(answer(sample, "one core, 48 MB of heap", PROFILE)).startsWith("200, ");
			shouldBeFine(sample);
		}
	}

	@Test
	void droppedCapabilitiesShouldDo() throws Exception {
		String setpriv = Programs.require("setpriv").toString();
		try (SampleProcess sample = start(setpriv, "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--")) {
			assertThat(answer(sample, "no capabilities", PROFILE)).startsWith("200, ");
			shouldBeFine(sample);
		}
	}

	@Test
	void forbiddenPerfEventsShouldDo() throws Exception {
		Path launcher = this.directory.resolve("without_perf");
		Process compiler = new ProcessBuilder(Programs.require("cc").toString(), "-o", launcher.toString(),
				"src/test/c/without_perf.c")
			.inheritIO()
			.start();
		assertThat(compiler.waitFor()).isZero();
		try (SampleProcess sample = start(launcher.toString(), "--")) {
			AtomicBoolean answered = new AtomicBoolean();
			CompletableFuture<Void> work = CompletableFuture.runAsync(() -> work(sample, answered));
			ParsedProfile profile;
			try {
				assertThat(answer(sample, "perf_events forbidden", PROFILE)).startsWith("200, ");
				profile = ParsedProfile.of(sample.pprof(PROFILE).body());
			}
			finally {
				answered.set(true);
				work.join();
			}
			List<String> functions = profile.proto()
				.getSampleList()
				.stream()
				.flatMap((sampled) -> profile.stack(sampled).stream())
				.toList();
			assertThat(functions).contains("dev.pprof4j.sample.WorkController.burnCpu")
				.noneMatch((name) -> name.endsWith("_[k]"));
			shouldBeFine(sample);
		}
	}

	private static void work(SampleProcess sample, AtomicBoolean answered) {
		try {
			while (!answered.get()) {
				assertThat(sample.page("cpu?ms=100").statusCode()).isEqualTo(200);
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void someoneElsesFlightRecorderShouldGoOn() throws Exception {
		try (SampleProcess sample = start()) {
			assertThat(sample.jcmd("JFR.start", "name=theirs", "settings=profile")).contains("Started recording");
			assertThat(answer(sample, "a recording of the operator's", PROFILE)).startsWith("200, ");
			shouldBeFine(sample);
			assertThat(sample.answer("trace?seconds=1")).isEqualTo("200");
			assertThat(sample.answer("block?seconds=1")).startsWith("200, ");
			assertThat(sample.jcmd("JFR.check")).contains("name=theirs").contains("(running)");
		}
	}

	@Test
	void someoneElsesAsyncProfilerShouldGoOn() throws Exception {
		Path library = library();
		Path theirs = this.directory.resolve("theirs.jfr");
		try (SampleProcess sample = start()) {
			sample.jcmd("JVMTI.agent_load", library.toString(), "\"start,event=cpu,jfr,file=" + theirs + "\"");
			assertThat(answer(sample, "async-profiler attached from outside", PROFILE)).matches("(200, |409 ).*");
			assertThat(sample.page("cpu?ms=200").statusCode()).isEqualTo(200);
			sample.jcmd("JVMTI.agent_load", library.toString(), "stop");
			assertThat(Files.size(theirs)).isGreaterThan(1000);
			shouldBeFine(sample);
		}
	}

	@Test
	void someoneElsesHeapSamplingShouldBeSaid() throws Exception {
		Path library = library();
		Path theirs = this.directory.resolve("theirs.jfr");
		try (SampleProcess sample = start("-agentpath:" + library + "=start,event=alloc,jfr,file=" + theirs)) {
			assertThat(sample.page("alloc?mb=100").statusCode()).isEqualTo(200);
			while (sample.answer("heap").startsWith("200, 0 samples")) {
				Thread.sleep(100); // Flight Recorder reports allocations once a second
			}
			assertThat(answer(sample, "heap sampling taken, heap", "heap")).startsWith("200, ")
				.contains("can_generate_sampled_object_alloc_events");
			assertThat(answer(sample, "heap sampling taken, profile", PROFILE)).matches("(200, |409 ).*");
		}
	}

	/** Makes a copy other than the one that the application loads. */
	private Path library() throws IOException {
		Path library = this.directory.resolve("libasyncProfiler.so");
		String platform = System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x64";
		try (InputStream in = AsyncProfiler.class.getResourceAsStream("/" + platform + "/libasyncProfiler.so")) {
			Files.copy(Objects.requireNonNull(in, platform), library);
		}
		return library;
	}

	private SampleProcess start(String... arguments) throws IOException, InterruptedException {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add(ChildJvm.QUICK_START);
		return SampleProcess.start(this.directory, all.toArray(String[]::new));
	}

	private static String answer(SampleProcess sample, String fault, String path) throws Exception {
		String answer = sample.answer(path);
		answers.put(fault, answer);
		return answer;
	}

	/**
	 * Checks that the application goes on, and that the next profile is as it should be.
	 */
	private static void shouldBeFine(SampleProcess sample) throws Exception {
		assertThat(sample.page("cpu?ms=1").statusCode()).isEqualTo(200);
		assertThat(sample.answer(PROFILE)).startsWith("200, ");
		assertThat(sample.answer("heap")).startsWith("200, ");
	}

	private static void deleteAll(Path path) throws IOException {
		try (Stream<Path> files = Files.walk(path)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}
