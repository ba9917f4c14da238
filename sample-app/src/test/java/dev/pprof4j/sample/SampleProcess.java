package dev.pprof4j.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.pprof4j.test.ParsedProfile;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample application in its own process, with the JDK that runs the tests, and an
 * administrator's client for it. One connection to the profiles stays open.
 */
final class SampleProcess implements AutoCloseable {

	private static final String STARTED = "Started " + SampleApplication.class.getSimpleName();

	private static final Pattern PORT = Pattern.compile("started on port (\\d+) \\(http\\)");

	private static final String ADMIN = "Basic "
			+ Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newHttpClient();

	private final Process process;

	private final Path log;

	private final int port;

	private final int managementPort;

	private SampleProcess(List<String> command, Path directory) throws IOException, InterruptedException {
		this.log = Files.createTempFile(directory, "sample", ".log");
		this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(this.log.toFile()).start();
		while (!log().contains(STARTED)) {
			if (!this.process.isAlive()) {
				throw new IllegalStateException(log());
			}
			Thread.sleep(50);
		}
		List<String> ports = PORT.matcher(log()).results().map((MatchResult result) -> result.group(1)).toList();
		this.port = Integer.parseInt(ports.get(0));
		this.managementPort = Integer.parseInt(ports.get(1));
	}

	/**
	 * Starts the application.
	 * @param directory where its log is kept
	 * @param arguments the application's arguments, and those of the JVM, which begin
	 * with {@code -X}, {@code -agent} or {@code -D}; before them, up to {@code --}, what
	 * the command begins with
	 */
	static SampleProcess start(Path directory, String... arguments) throws IOException, InterruptedException {
		return startWith(System.getProperty("java.class.path"), directory, arguments);
	}

	/** Starts the application with another class path. */
	static SampleProcess startWith(String classPath, Path directory, String... arguments)
			throws IOException, InterruptedException {
		List<String> all = Arrays.asList(arguments);
		int end = all.indexOf("--");
		List<String> rest = all.subList(end + 1, all.size());
		List<String> command = new ArrayList<>(all.subList(0, Math.max(0, end)));
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		rest.stream().filter(SampleProcess::isOfTheJvm).forEach(command::add);
		command.addAll(List.of("-cp", classPath, SampleApplication.class.getName(), "--server.port=0",
				"--management.server.port=0"));
		rest.stream().filter((argument) -> !isOfTheJvm(argument)).forEach(command::add);
		return new SampleProcess(command, directory);
	}

	private static boolean isOfTheJvm(String argument) {
		return argument.startsWith("-X") || argument.startsWith("-agent") || argument.startsWith("-D");
	}

	HttpResponse<byte[]> page(String path) throws IOException, InterruptedException {
		return send(this.port, "/" + path, ""); // checking a password would take 60 ms
	}

	HttpResponse<byte[]> pprof(String path) throws IOException, InterruptedException {
		return management("/actuator/pprof/" + path);
	}

	HttpResponse<byte[]> management(String path) throws IOException, InterruptedException {
		return send(this.managementPort, path, ADMIN);
	}

	private HttpResponse<byte[]> send(int to, String path, String authorization)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to + path))
			.timeout(PATIENCE);
		if (!authorization.isEmpty()) {
			request.header("Authorization", authorization);
		}
		return this.http.send(request.build(), BodyHandlers.ofByteArray());
	}

	/**
	 * Returns the answer in a line: its status, and its sentence or what a profile says.
	 */
	String answer(String path) throws IOException, InterruptedException {
		HttpResponse<byte[]> response = pprof(path);
		String type = response.headers().firstValue("Content-Type").orElse("");
		if (response.statusCode() == 200 && type.equals("application/octet-stream") && !path.startsWith("trace")) {
			ParsedProfile profile = ParsedProfile.of(response.body());
			return "200, %d samples%s".formatted(profile.proto().getSampleCount(),
					profile.comments().isEmpty() ? "" : ", which say: " + String.join("; ", profile.comments()));
		}
		return (response.statusCode() == 200) ? "200"
				: response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8).strip();
	}

	/** Returns what {@code jcmd} says about the process. */
	String jcmd(String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), "" + this.process.pid()));
		command.addAll(List.of(arguments));
		Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
		String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		jcmd.waitFor();
		return text;
	}

	int port() {
		return this.port;
	}

	int managementPort() {
		return this.managementPort;
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/** Waits until it ends by itself. */
	void awaitEnd() throws InterruptedException {
		assertThat(this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
	}

	String log() throws IOException {
		return Files.readString(this.log, StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (!this.process.waitFor(20, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
