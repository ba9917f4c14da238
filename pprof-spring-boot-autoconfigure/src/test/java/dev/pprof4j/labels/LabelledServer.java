package dev.pprof4j.labels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

import dev.pprof4j.ProfileRequest;
import dev.pprof4j.Profiler;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.test.ParsedProfile;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

/**
 * An application on either web stack whose requests are labelled, and callers for it.
 */
final class LabelledServer implements AutoCloseable {

	private static final int CALLERS = 6;

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	/**
	 * Starts the application.
	 * @param web {@code servlet} or {@code reactive}
	 * @param application its configuration
	 * @param properties more properties
	 */
	LabelledServer(String web, Class<?> application, String... properties) {
		String tomcat = "org.springframework.boot.tomcat.autoconfigure.";
		this.context = new SpringApplicationBuilder(application,
				web.equals("servlet") ? OpenServlet.class : OpenReactive.class)
			.properties("spring.main.web-application-type=" + web, "server.port=0", "server.address=127.0.0.1",
					"spring.main.banner-mode=off", "spring.reactor.netty.shutdown-quiet-period=0s",
					"pprof.heap.enabled=true",
					"spring.autoconfigure.exclude=" + (web.equals("reactive")
							? tomcat + "reactive.TomcatReactiveWebServerAutoConfiguration" : ""))
			.properties(properties)
			.run();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/** Returns what the heap sampler has done so far. */
	HeapFigures.Work heapWork() {
		return bean(Profiler.class).status().heapFigures().orElseThrow().work();
	}

	/** Returns a page's answer to a posted text. */
	String post(String path, String body) {
		return send(path, (request) -> request.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	String page(String path) {
		return send(path, HttpRequest.Builder::GET);
	}

	private String send(String path, UnaryOperator<HttpRequest.Builder> method) {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
		try {
			return this.http.send(method.apply(request).build(), BodyHandlers.ofString()).body();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Takes profiles under load.
	 * @param kinds what is recorded, each in full
	 * @param seconds for how long
	 * @param paths the pages that are asked for, in turn
	 * @return the profiles in their order
	 */
	List<ParsedProfile> profilesUnderLoad(List<ProfileKind> kinds, int seconds, String... paths) throws Exception {
		AtomicBoolean running = new AtomicBoolean(true);
		List<CompletableFuture<Void>> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			callers.add(CompletableFuture.runAsync(() -> {
				while (running.get()) {
					for (String path : paths) {
						page(path);
					}
				}
			}, (task) -> new Thread(task).start()));
		}
		try {
			List<CompletableFuture<ParsedProfile>> profiles = kinds.stream()
				.map((kind) -> CompletableFuture.supplyAsync(() -> profile(kind, seconds),
						(task) -> new Thread(task).start()))
				.toList();
			List<ParsedProfile> parsed = new ArrayList<>();
			for (CompletableFuture<ParsedProfile> profile : profiles) {
				parsed.add(profile.get());
			}
			return parsed;
		}
		finally {
			running.set(false);
			callers.forEach(CompletableFuture::join);
		}
	}

	private ParsedProfile profile(ProfileKind kind, int seconds) {
		try {
			return ParsedProfile.of(bean(PprofEncoder.class)
				.encode(bean(Profiler.class).take(ProfileRequest.over(kind, Duration.ofSeconds(seconds)))));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	static class OpenServlet {

		@Bean
		SecurityFilterChain open(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OpenReactive {

		@Bean
		SecurityWebFilterChain open(ServerHttpSecurity http) {
			return http.authorizeExchange((exchanges) -> exchanges.anyExchange().permitAll())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

}
