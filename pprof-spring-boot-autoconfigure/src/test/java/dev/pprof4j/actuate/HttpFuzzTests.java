package dev.pprof4j.actuate;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends requests that no client would send, the same in each run. Whatever comes, the
 * answer is a profile or a sentence, and only a request for a profile starts anything.
 */
@Timeout(300)
class HttpFuzzTests {

	private static final int THREADS = 4;

	private static final int REQUESTS = 10_000;

	private static final int READ_MILLIS = 10_000;

	private static final List<String> METHODS = List.of("GET", "GET", "GET", "GET", "GET", "GET", "HEAD", "POST", "PUT",
			"DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "get", "");

	private static final List<String> PATHS = List.of("profile", "wall", "heap", "allocs", "goroutine", "block",
			"mutex", "threadcreate", "trace", "cmdline", "symbol", "", "ui/index.js", "ui/view.html", "nosuch",
			"PROFILE", "heap/", "heap/x", "..", ".", "%2e%2e", "heap%00", "heap%2f..", "%", "%zz", "heap;a=b", ";",
			"//", "a b", "\u00e9", "{path}", "*", "ui/..%2fheap", "ui/../../health", "profile,file=/tmp/x",
			"profile%0d%0aX-A:%20b");

	private static final List<String> NAMES = List.of("seconds", "debug", "gc", "labels", "thread", "second", "Seconds",
			"file", "event", "log", "namespace", "path", "format", "pprof.request-line", "", "seconds[]", "%73econds",
			"a".repeat(300));

	private static final List<String> VALUES = List.of("0", "-1", "1.5", "abc", "", "301", "99999999999999999999999999",
			"1e3", "0x10", "+1", " 1", "1 ", "%D9%A3", "none", "all", "1,file=/tmp/x", "1%0Afile%3D/tmp/x",
			"1;rm%20-rf", "*", "%00", "%ff", "%", "<script>", "'", "NaN", "log=/tmp/x", "a".repeat(5000), "$(id)",
			"${jndi:ldap://x}", "#{1}");

	private static final List<String> HEADERS = List.of("Accept: */*", "Accept: application/json", "Accept: nonsense",
			"Accept: image/png", "Accept-Encoding: gzip", "Accept-Encoding: br;q=x", "Range: bytes=0-10",
			"Expect: nothing", "Sec-Fetch-Site: cross-site", "Host: a b", "X-Forwarded-Host: <script>",
			"Content-Type: x", "Content-Length: abc", "If-None-Match: *", "Cookie: JSESSIONID=x", "Origin: http://evil",
			"Authorization: Basic x", "Forwarded: host=evil", "X: " + "a".repeat(9000), ": x");

	private final Map<Integer, Integer> statuses = new ConcurrentSkipListMap<>();

	private final Collection<String> complaints = new ConcurrentLinkedQueue<>();

	@TempDir
	private Path tempDir;

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void everyRequestShouldBeAnswered(String web) throws Exception {
		try (PprofServer server = new PprofServer(web, this.tempDir)) {
			int port = URI.create(server.origin()).getPort();
			ExecutorService threads = Executors.newFixedThreadPool(THREADS);
			List<Future<?>> ends = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				Random random = new Random(i);
				ends.add(threads.submit(() -> {
					for (int n = 0; n < REQUESTS / THREADS; n++) {
						check(request(random), port);
					}
					return null;
				}));
			}
			for (Future<?> end : ends) {
				end.get();
			}
			threads.shutdown();
			assertThat(this.complaints).isEmpty();
			assertThat(this.statuses).containsKeys(200, 400, 404, 405);
			assertThat(server.source().starts()).as("windows of requests that ask for none").isZero();
			assertThat(server.get("heap").statusCode()).isEqualTo(200);
			assertThat(server.profiler().status().untilNextEnd()).isZero();
		}
		assertThat(this.tempDir).isEmptyDirectory();
	}

	/** Never asks for a valid window, which would take its time. */
	private static String request(Random random) {
		String path = pick(PATHS, random);
		StringBuilder query = new StringBuilder();
		boolean timed = path.equals("profile") || path.equals("wall") || path.equals("trace");
		for (int i = timed ? -1 : random.nextInt(4) - 1; i < random.nextInt(3); i++) {
			query.append(query.isEmpty() ? "?" : pick(List.of("&", "&", ";"), random))
				.append((timed && i == -1) ? "nosuch" : pick(NAMES, random))
				.append(pick(List.of("=", "=", "", "=="), random))
				.append(pick(VALUES, random));
		}
		StringBuilder request = new StringBuilder(pick(METHODS, random)).append(' ')
			.append((random.nextInt(50) == 0) ? "" : "/actuator/pprof" + (path.isEmpty() ? "" : "/"))
			.append(path)
			.append(query)
			.append((random.nextInt(100) == 0) ? " HTTP/9.9" : " HTTP/1.1")
			.append("\r\n");
		if (random.nextInt(50) > 0) {
			request.append("Host: 127.0.0.1\r\n");
		}
		String user = pick(List.of("admin:admin", "admin:admin", "admin:admin", "user:user", "x"), random);
		request.append("Authorization: Basic ")
			.append(Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
			.append("\r\nConnection: close\r\n");
		for (int i = random.nextInt(3); i > 0; i--) {
			request.append(pick(HEADERS, random)).append("\r\n");
		}
		return request.append("\r\n").toString();
	}

	private static String pick(List<String> values, Random random) {
		return values.get(random.nextInt(values.size()));
	}

	private void check(String request, int port) {
		String line = request.lines().findFirst().orElse("");
		String shown = (line.length() > 200) ? line.substring(0, 200) + "..." : line;
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			socket.setSoTimeout(READ_MILLIS);
			socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
			Answer answer = Answer.read(socket.getInputStream());
			this.statuses.merge(answer.status(), 1, Integer::sum);
			answer.complaint(line).ifPresent((complaint) -> this.complaints.add(shown + ": " + complaint));
		}
		catch (IOException ex) {
			this.complaints.add(shown + ": " + ex);
		}
	}

	/**
	 * An answer.
	 *
	 * @param status its status, or {@link #NONE}
	 * @param headers its headers, with names in lower case
	 * @param body its body
	 */
	private record Answer(int status, Map<String, String> headers, String body) {

		/**
		 * The server closes the connection or answers without a status if the request is
		 * not HTTP/1.
		 */
		private static final int NONE = -1;

		static Answer read(InputStream stream) throws IOException {
			BufferedInputStream in = new BufferedInputStream(stream);
			String status = line(in);
			Map<String, String> headers = new TreeMap<>();
			String header = status.startsWith("HTTP/1") ? line(in) : "";
			while (!header.isEmpty()) {
				int colon = header.indexOf(':');
				headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
				header = line(in);
			}
			int code = status.startsWith("HTTP/1") ? Integer.parseInt(status.substring(9, 12)) : NONE;
			return new Answer(code, headers, new String(in.readAllBytes(), StandardCharsets.UTF_8));
		}

		private static String line(InputStream in) throws IOException {
			ByteArrayOutputStream line = new ByteArrayOutputStream();
			for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
				line.write(next);
			}
			return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
		}

		Optional<String> complaint(String requestLine) {
			if (this.status >= 500 && this.status != 501 && this.status != 505) {
				return Optional.of("status " + this.status + " " + this.body);
			}
			boolean ours = "1".equals(this.headers.get("x-go-pprof"));
			if (ours && this.status >= 400 && !requestLine.startsWith("HEAD ")) {
				boolean sentence = this.headers.getOrDefault("content-type", "").startsWith("text/plain")
						&& this.body.strip().length() > 5 && this.body.strip().lines().count() == 1;
				return sentence ? Optional.empty()
						: Optional.of("status " + this.status + " without a sentence: " + this.headers);
			}
			return Optional.empty();
		}

	}

}
