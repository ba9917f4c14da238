package dev.pprof4j.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.pprof4j.test.GoPprof;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs {@code go tool pprof} as an administrator of the sample application.
 *
 * @param directory where the tool saves profiles
 * @param managementPort where the endpoint is
 */
record PprofTool(Path directory, int managementPort) {

	private static final Pattern DURATION = Pattern.compile("Duration: ([0-9.]+)s");

	GoPprof go() {
		return GoPprof.in(this.directory);
	}

	/** Fetches a profile and reports on it. */
	GoPprof.Result fetch(String path, String... options) {
		String[] arguments = Stream.concat(Stream.of(options), Stream.of(url("admin:admin", path)))
			.toArray(String[]::new);
		GoPprof.Result result = go().run(arguments);
		assertThat(result.exitCode()).as(result.err()).isZero();
		assertThat(result.complaints()).isEmpty();
		return result;
	}

	/** Returns a page of the tool's web interface for a saved profile. */
	String page(String profile, String page) throws IOException, InterruptedException {
		int port = freePort();
		Process process = go().start("-http=127.0.0.1:" + port, "-no_browser", profile);
		try {
			HttpClient http = HttpClient.newHttpClient();
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ui/" + page))
				.build();
			while (process.isAlive()) {
				try {
					return http.send(request, BodyHandlers.ofString()).body();
				}
				catch (ConnectException ex) {
					Thread.sleep(20); // it does not listen yet
				}
			}
			throw new IllegalStateException("It has ended with exit code " + process.exitValue());
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroy);
			process.destroy();
			process.waitFor(10, TimeUnit.SECONDS);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/** Reports on a saved profile. */
	String report(String... arguments) {
		GoPprof.Result result = go().run(arguments);
		assertThat(result.complaints()).isEmpty();
		return result.out();
	}

	/**
	 * Fetches a difference: it covers the second that was asked for, and no more than it
	 * took.
	 */
	void shouldCoverASecond(String path) {
		long start = System.nanoTime();
		double covered = seconds(fetch(path, "-top", "-seconds", "1").out());
		assertThat(covered).isBetween(1.0, (System.nanoTime() - start) / 1e9);
	}

	/** Returns how many seconds the profile of a report covers. */
	static double seconds(String report) {
		Matcher duration = DURATION.matcher(report);
		assertThat(duration.find()).as(report).isTrue();
		return Double.parseDouble(duration.group(1));
	}

	String url(String user, String path) {
		return "http://%s@127.0.0.1:%d/actuator/pprof/%s".formatted(user, this.managementPort, path);
	}

	/** Returns any of the profiles that the tool saved. */
	String saved() {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.toString().endsWith(".pb.gz")).findAny().orElseThrow().toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
