package dev.pprof4j.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.pprof4j.test.DocumentedBlock;
import dev.pprof4j.test.GoPprof;
import dev.pprof4j.test.Programs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every documented command that sends a request to the sample application, in the
 * order of the documents. Only ports, passwords, lengths of windows and options of
 * {@code curl} are adapted, and commands that open a browser are left out. Commands that
 * build or measure are not run, but what they name must exist.
 */
@Timeout(300)
class DocumentedCommandsTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern COMMAND_IN_A_TABLE = Pattern.compile("^\\| `((?:go tool pprof|curl) [^`]+)`",
			Pattern.MULTILINE);

	/** A method in an answer, with the figures in front of it. */
	private static final Pattern METHOD = Pattern.compile("^(.*)(WorkController\\.\\w+)", Pattern.MULTILINE);

	private static final Pattern PERCENT = Pattern.compile("([0-9.]+)%");

	/** A short window may have no sample of a method with a smaller percentage. */
	private static final double LARGE = 9;

	/** This command does not end by itself. */
	private static final String WITH_A_BROWSER = "(?m)^go tool pprof -http .*$";

	private static final Pattern SECONDS = Pattern.compile("-seconds (\\d+)");

	/** The names in commands that build and measure. */
	private static final Pattern NAMED = Pattern
		.compile("(scripts/[a-z]+)|benchmarks/run ([A-Z]\\w+)|-Dtest=(\\w+)|-pl ([a-z-]+)|-P([a-z]+)");

	private static final List<Path> SOURCES = Stream
		.of("benchmarks/src/main", "pprof-core/src/test/java", "sample-app/src/test/java")
		.map(ROOT::resolve)
		.toList();

	@TempDir
	private static Path directory;

	private static SampleProcess sample;

	private static volatile boolean ended;

	@BeforeAll
	static void start() throws Exception {
		GoPprof.in(directory); // without Go there is nothing to try
		Programs.require("curl");
		sample = SampleProcess.start(directory, "--pprof.cpu.continuous.enabled=true");
		Files.createSymbolicLink(directory.resolve("sample-app"), ROOT.resolve("sample-app"));
		new Thread(DocumentedCommandsTests::load, "load").start();
	}

	/** A reader's application is under load by then. */
	private static void load() {
		while (!ended && sample.isAlive()) {
			try {
				sample.page("cpu?ms=100");
			}
			catch (IOException ex) {
				// it has been stopped, or was too busy to answer
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	@AfterAll
	static void stop() {
		ended = true;
		if (sample != null) {
			sample.close();
		}
	}

	static List<Arguments> requests() throws IOException {
		List<Arguments> requests = new ArrayList<>();
		for (DocumentedBlock block : DocumentedBlock.all("shell")) {
			if (isRequest(block.text())) {
				requests.add(Arguments.of(block.location(), block.text(), block.answer()));
			}
		}
		for (Path document : DocumentedBlock.documents()) {
			Matcher command = COMMAND_IN_A_TABLE.matcher(Files.readString(document));
			while (command.find()) {
				// Commands that open a browser do not end by themselves.
				if (!command.group(1).contains("-http") && !command.group(1).contains("old.pb.gz")) {
					requests.add(Arguments.of(document.getFileName() + ", in a table", command.group(1) + "\n", ""));
				}
			}
		}
		return requests;
	}

	private static boolean isRequest(String text) {
		return text.contains("127.0.0.1") || text.contains("$URL");
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("requests")
	void everyRequestShouldBeAnswered(String location, String text, String answer) throws Exception {
		String script = shortened(text).replace("127.0.0.1:8080", "127.0.0.1:" + sample.port())
			.replace("127.0.0.1:9090", "127.0.0.1:" + sample.managementPort())
			.replace("USER:PASSWORD", "admin:admin")
			.replaceAll(WITH_A_BROWSER, "")
			.replace("curl -s", "curl -sS --fail-with-body")
			.replaceAll("seconds=\\d+", "seconds=2") + "\nkill $(jobs -p) 2>/dev/null || true\n";
		Path out = directory.resolve("said.txt");
		ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", script)
			.directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(out.toFile());
		builder.environment().put("URL", "http://admin:admin@127.0.0.1:" + sample.managementPort() + "/actuator/pprof");
		builder.environment().put("PPROF_TMPDIR", directory.toString());
		builder.environment()
			.merge("PATH", Path.of(System.getProperty("java.home"), "bin").toString(), (path, jdk) -> jdk + ":" + path);
		Process shell = builder.start();
		try {
			boolean ended = shell.waitFor(120, TimeUnit.SECONDS);
			String said = Files.readString(out, StandardCharsets.ISO_8859_1);
			assertThat(ended).as(said).isTrue();
			assertThat(shell.exitValue()).as(location + ": " + said).isZero();
			assertThat(largest(answer)).as(location).allSatisfy((method) -> assertThat(said).contains(method));
		}
		finally {
			shell.descendants().forEach(ProcessHandle::destroy);
			shell.destroy();
		}
	}

	/**
	 * Returns the methods that an answer must name, although its numbers differ each
	 * time.
	 */
	private static List<String> largest(String answer) {
		return METHOD.matcher(answer)
			.results()
			.filter((method) -> isLarge(method.group(1)))
			.map((method) -> method.group(2))
			.toList();
	}

	/**
	 * Decides by the first and the last percentage of a line: the method alone, and with
	 * its callees.
	 */
	private static boolean isLarge(String reported) {
		List<Double> percents = PERCENT.matcher(reported)
			.results()
			.map((percent) -> Double.valueOf(percent.group(1)))
			.toList();
		return percents.isEmpty() || Math.max(percents.get(0), percents.get(percents.size() - 1)) > LARGE;
	}

	/**
	 * Shortens the windows that {@code go tool pprof} asks for. The tool waits half a
	 * window longer than the window takes; the timeout keeps this margin for the shorter
	 * one.
	 */
	private static String shortened(String text) {
		return SECONDS.matcher(text)
			.replaceAll((seconds) -> "-seconds 2 -timeout " + (2 + Integer.parseInt(seconds.group(1)) / 2));
	}

	static List<Arguments> builds() throws IOException {
		List<Arguments> builds = new ArrayList<>();
		for (DocumentedBlock block : DocumentedBlock.all("shell")) {
			for (String line : block.text().lines().toList()) {
				if (!isRequest(line) && NAMED.matcher(line).find()) {
					builds.add(Arguments.of(block.location(), line));
				}
			}
		}
		return builds;
	}

	@ParameterizedTest(name = "{0}: {1}")
	@MethodSource("builds")
	void everyNameInABuildShouldBeThere(String location, String line) throws IOException {
		Matcher named = NAMED.matcher(line);
		while (named.find()) {
			if (named.group(1) != null) {
				assertThat(ROOT.resolve(named.group(1))).as(location).isExecutable();
			}
			if (named.group(2) != null || named.group(3) != null) {
				String name = (named.group(2) != null) ? named.group(2) : named.group(3);
				assertThat(SOURCES).as(location)
					.anyMatch((folder) -> contains(folder, name + ".java") || contains(folder, name + ".c"));
			}
			if (named.group(4) != null) {
				assertThat(ROOT.resolve(named.group(4)).resolve("pom.xml")).as(location).exists();
			}
			if (named.group(5) != null) {
				assertThat(Files.readString(ROOT.resolve("pom.xml"))
						+ Files.readString(ROOT.resolve("pprof-core/pom.xml")))
					.contains("<id>" + named.group(5) + "</id>");
			}
		}
	}

	private static boolean contains(Path folder, String name) {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.anyMatch((file) -> file.endsWith(name));
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
