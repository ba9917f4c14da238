package dev.pprof4j.actuate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import dev.pprof4j.CpuEngine;
import dev.pprof4j.EventOptions;
import dev.pprof4j.FakeCounts;
import dev.pprof4j.FakeHeap;
import dev.pprof4j.FakeSource;
import dev.pprof4j.GoroutineOptions;
import dev.pprof4j.HeapOptions;
import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.SamplingOptions;
import dev.pprof4j.matrix.ReactiveChains;
import dev.pprof4j.matrix.ServletChains;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * An application with fake sources and the endpoint on its own port, on either web stack,
 * and an administrator's client for it.
 */
final class PprofServer implements AutoCloseable {

	private static final String ADMIN = "Basic "
			+ Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));

	private final FakeSource source = new FakeSource(ProfileKind.CPU);

	private final FakeSource wall = new FakeSource(ProfileKind.WALL);

	private final FakeHeap heap = new FakeHeap();

	private final FakeCounts counts = new FakeCounts();

	private final HttpClient http = HttpClient.newHttpClient();

	private final Profiler profiler;

	private final ConfigurableApplicationContext context;

	private final int port;

	/**
	 * Starts the application.
	 * @param web {@code servlet} or {@code reactive}
	 * @param tempDir where recordings are written
	 * @param arguments the application's arguments
	 */
	PprofServer(String web, Path tempDir, String... arguments) {
		this(web, tempDir, SamplingOptions.Continuous.OFF, arguments);
	}

	PprofServer(String web, Path tempDir, SamplingOptions.Continuous continuous, String... arguments) {
		this.profiler = profiler(tempDir, continuous);
		this.context = start(web, arguments);
		this.port = this.context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
	}

	private ConfigurableApplicationContext start(String web, String... arguments) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(TestApplication.class,
				web.equals("servlet") ? ServletChains.Users.class : ReactiveChains.Users.class)
			.initializers((created) -> created.getBeanFactory().registerSingleton("fakeProfiler", this.profiler))
			.properties("spring.main.web-application-type=" + web, "server.port=0", "management.server.port=0",
					"server.address=127.0.0.1", "management.server.address=127.0.0.1",
					"management.endpoints.web.exposure.include=pprof,health", "pprof.cpu.preload=false",
					"spring.application.name=the app", "spring.main.banner-mode=off",
					"spring.autoconfigure.exclude=" + unwanted(web));
		return builder.run(arguments);
	}

	/** Makes WebFlux run on Netty, as it does when Tomcat is not on the class path. */
	private static String unwanted(String web) {
		String tomcat = "org.springframework.boot.tomcat.autoconfigure.";
		return web.equals("reactive") ? tomcat + "reactive.TomcatReactiveWebServerAutoConfiguration," + tomcat
				+ "actuate.web.server.TomcatReactiveManagementContextAutoConfiguration" : "";
	}

	private Profiler profiler(Path tempDir, SamplingOptions.Continuous continuous) {
		SamplingOptions sampling = new SamplingOptions(CpuEngine.AUTO, SamplingOptions.DEFAULT_CPU_FREQUENCY,
				SamplingOptions.DEFAULT_WALL_INTERVAL, null, false, continuous);
		ProfilerOptions options = new ProfilerOptions(Duration.ofMinutes(5), 1, tempDir, getClass().getClassLoader(),
				sampling, HeapOptions.defaults(), EventOptions.defaults(), GoroutineOptions.defaults());
		return new Profiler(options, List.of(this.source, this.wall), List.of(this.heap, this.counts));
	}

	/** Makes the fakes forget earlier requests, for the next test. */
	void forget() {
		this.source.forget();
		this.wall.forget();
		this.heap.forget();
		this.counts.forget();
	}

	FakeSource source() {
		return this.source;
	}

	FakeHeap heap() {
		return this.heap;
	}

	Profiler profiler() {
		return this.profiler;
	}

	HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
		return send("GET", path);
	}

	HttpResponse<byte[]> getAsNobody(String path) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(URI.create(origin() + path)).build(), BodyHandlers.ofByteArray());
	}

	/**
	 * Requests a path from the root of the server.
	 * @param path the path
	 * @param headers names and values in turn
	 */
	HttpResponse<byte[]> getFromRoot(String path, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + path))
			.header("Authorization", ADMIN);
		for (int i = 0; i < headers.length; i += 2) {
			request.header(headers[i], headers[i + 1]);
		}
		return this.http.send(request.build(), BodyHandlers.ofByteArray());
	}

	String origin() {
		return "http://127.0.0.1:" + this.port;
	}

	HttpResponse<byte[]> send(String method, String path) throws IOException, InterruptedException {
		return this.http.send(request(method, path), BodyHandlers.ofByteArray());
	}

	CompletableFuture<HttpResponse<byte[]>> getInBackground(String path) {
		return this.http.sendAsync(request("GET", path), BodyHandlers.ofByteArray());
	}

	private HttpRequest request(String method, String path) {
		URI uri = URI.create(origin() + "/actuator/pprof" + (path.isEmpty() ? "" : "/" + path));
		return HttpRequest.newBuilder(uri)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.header("Authorization", ADMIN)
			.build();
	}

	/** Sends a request that no client library would send. */
	String raw(String requestLine) throws IOException {
		return raw(requestLine, "127.0.0.1");
	}

	/** Sends a request with a host and headers that no client library would send. */
	String raw(String requestLine, String host, String... headers) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			String request = requestLine + "\r\nHost: " + host + "\r\nConnection: close\r\nAuthorization: " + ADMIN
					+ "\r\n" + Arrays.stream(headers).map((header) -> header + "\r\n").collect(Collectors.joining())
					+ "\r\n";
			socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	@Override
	public void close() {
		this.context.close();
		this.profiler.close(); // the context closes only what it created
	}

	static List<String> headers(HttpResponse<?> response, String... names) {
		return Arrays.stream(names).map((name) -> response.headers().firstValue(name).orElse("")).toList();
	}

	static String text(HttpResponse<byte[]> response) {
		return new String(response.body(), StandardCharsets.UTF_8);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

		/**
		 * With shared resources, the first application to stop takes the other's threads.
		 */
		@Bean
		ReactorResourceFactory reactorResources() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			resources.setShutdownQuietPeriod(Duration.ZERO);
			return resources;
		}

	}

}
