package dev.pprof4j.matrix;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Runs {@link MatrixApplication} with its own class path.
 */
final class IsolatedApplication implements AutoCloseable {

	private final URLClassLoader classLoader;

	private final Closeable context;

	private final int port;

	private final int managementPort;

	private final HttpClient http = HttpClient.newHttpClient();

	private IsolatedApplication(URLClassLoader classLoader, Object[] started) {
		this.classLoader = classLoader;
		this.context = (Closeable) started[0];
		this.port = (Integer) started[1];
		this.managementPort = (Integer) started[2];
	}

	/**
	 * Starts the application.
	 * @param wanted which parts of the class path it gets
	 * @param configurations names of configuration classes
	 * @param properties properties, as on a command line
	 * @return the running application
	 */
	static IsolatedApplication start(Predicate<String> wanted, List<String> configurations, List<String> properties)
			throws Exception {
		URLClassLoader classLoader = new URLClassLoader(classPath(wanted), ClassLoader.getPlatformClassLoader());
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(classLoader);
		try {
			Object[] started = (Object[]) classLoader.loadClass(MatrixApplication.class.getName())
				.getMethod("start", String[].class, String[].class)
				.invoke(null, configurations.toArray(String[]::new), properties.toArray(String[]::new));
			return new IsolatedApplication(classLoader, started);
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	private static URL[] classPath(Predicate<String> wanted) throws MalformedURLException {
		Set<String> entries = new LinkedHashSet<>(entries("java.class.path"));
		entries.addAll(entries("whole.class.path")); // what the other tests do not have
		List<URL> urls = new ArrayList<>();
		for (String entry : entries) {
			if (!entry.isEmpty() && wanted.test(entry)) {
				urls.add(Path.of(entry).toUri().toURL());
			}
		}
		return urls.toArray(URL[]::new);
	}

	private static List<String> entries(String property) {
		return List.of(System.getProperty(property, "").split(File.pathSeparator, -1));
	}

	/**
	 * Sends a request to the application.
	 * @param cell what to ask for
	 * @return the parts of the answer that are the same each time
	 */
	Answer get(Cell cell) throws IOException, InterruptedException {
		int port = cell.management() ? this.managementPort : this.port;
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + cell.path()));
		cell.caller().authenticate(request);
		HttpResponse<String> response = this.http.send(request.build(), BodyHandlers.ofString());
		return Answer.of(response);
	}

	@Override
	public void close() throws IOException {
		this.context.close();
		this.classLoader.close();
	}

	/**
	 * A caller of the application.
	 */
	enum Caller {

		ANONYMOUS(null), WRONG_PASSWORD("admin:wrong"), USER("user:user"), ADMIN("admin:admin"), BROWSER(null);

		private final @Nullable String credentials;

		Caller(@Nullable String credentials) {
			this.credentials = credentials;
		}

		void authenticate(HttpRequest.Builder request) {
			if (this == BROWSER) {
				request.header("Accept", "text/html,*/*;q=0.8");
			}
			if (this.credentials != null) {
				byte[] bytes = this.credentials.getBytes(StandardCharsets.UTF_8);
				request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
			}
		}

	}

	/**
	 * A request: who asks, which port and which path.
	 */
	record Cell(Caller caller, boolean management, String path) {

	}

	/**
	 * An answer without the parts that differ each time: dates, session ids, ports.
	 */
	record Answer(int status, String contentType, String challenge, String location, boolean cookie, String body) {

		static Answer of(HttpResponse<String> response) {
			return new Answer(response.statusCode(), header(response, "Content-Type"),
					header(response, "WWW-Authenticate"),
					header(response, "Location").replaceAll(":\\d+|;jsessionid=\\w+", ""),
					response.headers().firstValue("Set-Cookie").isPresent(),
					response.body()
						.replaceAll("\"timestamp\":\"[^\"]*\"", "")
						.replaceAll("\"requestId\":\"[^\"]*\"", "")
						.replaceAll("<div id='created'>[^<]*</div>", "")
						.replaceAll("<div>\\[[0-9a-f-]+\\]", "<div>")
						.replaceAll("127\\.0\\.0\\.1:\\d+", "")
						.replaceAll("value=\"[^\"]{20,}\"", "")
						.replaceAll("[0-9a-fA-F-]{36}", ""));
		}

		private static String header(HttpResponse<String> response, String name) {
			return response.headers().firstValue(name).orElse("");
		}

	}

}
