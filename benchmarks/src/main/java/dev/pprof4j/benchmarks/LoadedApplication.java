package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The sample application in a process of its own.
 */
final class LoadedApplication implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("started on port (\\d+) \\(http\\)");

	private static final String ADMIN = "Basic "
			+ Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));

	private final HttpClient http = HttpClient.newHttpClient();

	private final Process process;

	private final Path log;

	private final List<String> ports;

	private LoadedApplication(Process process, Path log) throws IOException, InterruptedException {
		this.process = process;
		this.log = log;
		List<String> found = List.of();
		while (found.size() < 2) {
			if (!process.isAlive()) {
				throw new IllegalStateException(Files.readString(log));
			}
			Thread.sleep(100);
			found = PORT.matcher(Files.readString(log)).results().map((MatchResult result) -> result.group(1)).toList();
		}
		this.ports = found;
	}

	/**
	 * Starts it.
	 * @param jar the application
	 * @param jvm options of the JVM
	 * @param arguments its arguments
	 */
	static LoadedApplication start(Path jar, List<String> jvm, List<String> arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
		command.addAll(jvm);
		command.addAll(List.of("-jar", jar.toString(), "--server.port=0", "--management.server.port=0",
				"--logging.level.dev.pprof4j.actuate.report=warn"));
		command.addAll(arguments);
		Path log = Files.createTempFile("sample", ".log");
		return new LoadedApplication(
				new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start(), log);
	}

	void page(String path) throws IOException, InterruptedException {
		send(request(this.ports.get(0), "/" + path), path);
	}

	/** To check the password takes some 60 ms of CPU time, by design of bcrypt's. */
	void profile(String path) throws IOException, InterruptedException {
		send(request(this.ports.get(1), "/actuator/pprof/" + path).header("Authorization", ADMIN), path);
	}

	private static HttpRequest.Builder request(String port, String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
	}

	private void send(HttpRequest.Builder request, String path) throws IOException, InterruptedException {
		int status = this.http.send(request.build(), BodyHandlers.ofByteArray()).statusCode();
		if (status != 200) {
			throw new IOException(path + ": " + status);
		}
	}

	/** CPU time of the process so far. */
	long cpuNanos() {
		return this.process.info().totalCpuDuration().orElseThrow().toNanos();
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			this.process.waitFor();
			Files.deleteIfExists(this.log);
		}
		catch (IOException ex) {
			System.err.println(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
