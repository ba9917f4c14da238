package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sample application in a process of its own, or one of two in the same process.
 */
final class LoadedApplication implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("started on port (\\d+) \\(http\\)");

	private static final String ADMIN = "Basic "
			+ Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));

	/** Options of the JVMs of all applications, from the environment. */
	static final List<String> JVM = Stream.of(System.getenv().getOrDefault("APPLICATION_JVM", "").split(" ", -1))
		.filter((option) -> !option.isEmpty())
		.toList();

	private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	private final HttpClient http = HttpClient.newHttpClient();

	private final Process process;

	private final Path log;

	/** The ports of the pages and of the profiles. */
	private final List<String> ports;

	/** The number of lines that the process has been sent. */
	private final AtomicInteger lines;

	private LoadedApplication(Process process, Path log, List<String> ports, AtomicInteger lines) {
		this.process = process;
		this.log = log;
		this.ports = ports;
		this.lines = lines;
	}

	/**
	 * Starts the application.
	 * @param jar the application
	 * @param jvm the options of the JVM
	 * @param arguments the arguments of the application
	 */
	static LoadedApplication start(Path jar, List<String> jvm, List<String> arguments)
			throws IOException, InterruptedException {
		List<String> options = new ArrayList<>(jvm);
		options.addAll(List.of("-jar", jar.toString()));
		return launch(options, arguments, 1).get(0);
	}

	/**
	 * Starts two applications in one process.
	 * @param jar the application
	 * @param main runs instead of the application's own class, with its class path, and
	 * starts it twice, with the arguments that it is given
	 */
	static List<LoadedApplication> startTwo(Path jar, Class<?> main)
			throws IOException, InterruptedException, URISyntaxException {
		Path classes = Path.of(main.getProtectionDomain().getCodeSource().getLocation().toURI());
		return launch(
				List.of("-Dloader.path=" + classes, "-Dloader.main=" + main.getName(), "-cp", jar.toString(), LAUNCHER),
				List.of(), 2);
	}

	private static List<LoadedApplication> launch(List<String> jvm, List<String> arguments, int howMany)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
		command.addAll(JVM);
		command.addAll(jvm);
		command.addAll(List.of("--server.port=0", "--management.server.port=0",
				"--logging.level.dev.pprof4j.actuate.report=warn"));
		command.addAll(arguments);
		Path log = Files.createTempFile("sample", ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		List<String> ports = List.of();
		while (ports.size() < 2 * howMany) {
			if (!process.isAlive()) {
				throw new IllegalStateException(Files.readString(log));
			}
			Thread.sleep(100);
			ports = PORT.matcher(Files.readString(log)).results().map((MatchResult result) -> result.group(1)).toList();
		}
		AtomicInteger lines = new AtomicInteger();
		List<LoadedApplication> applications = new ArrayList<>();
		for (int i = 0; i < howMany; i++) {
			applications.add(new LoadedApplication(process, log, ports.subList(2 * i, 2 * i + 2), lines));
		}
		return applications;
	}

	void page(String path) throws IOException, InterruptedException {
		send(request(this.ports.get(0), "/" + path), path);
	}

	/**
	 * Requests a profile. Checking the password takes about 60 ms of CPU time, by design
	 * of bcrypt.
	 */
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

	/** Sends a line to the standard input, and returns when it is answered. */
	void send(String line) throws IOException, InterruptedException {
		String answer = this.lines.incrementAndGet() + SwitchedApplication.SWITCHED;
		this.process.outputWriter().append(line).append('\n').flush();
		while (!Files.readString(this.log).contains(answer)) {
			waitABit();
		}
	}

	/**
	 * Waits a little for something that the process does; fails if the process has died.
	 */
	void waitABit() throws IOException, InterruptedException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException(Files.readString(this.log));
		}
		Thread.sleep(20);
	}

	/** CPU time of the process so far. */
	long cpuNanos() {
		return this.process.info().totalCpuDuration().orElseThrow().toNanos();
	}

	/** The same by the purpose of the threads. */
	ThreadTimes threadTimes() throws IOException {
		return ThreadTimes.of(this.process.pid());
	}

	/** Ends the process. */
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
