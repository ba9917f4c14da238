package dev.pprof4j.labels;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import dev.pprof4j.label.ProfilingLabels;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import dev.pprof4j.test.RouteWork;
import dev.pprof4j.test.ShareTolerance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which labels requests have, and whether profiles have them where they should.
 */
class RouteLabelsTests {

	private static final String[] ROUTES = { "/first/{id}", "/second/{id}", "/third/{id}" };

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void requestsShouldHaveTheirRouteAndMethod(String web) {
		try (LabelledServer server = new LabelledServer(web, Pages.class)) {
			assertThat(server.page("/labels/7")).isEqualTo("method=GET, route=/labels/{id}");
			assertThat(server.page("/nowhere/7")).contains("404");
			assertThat(server.post("/posted/7", "text")).isEqualTo("text: method=POST, route=/posted/{id}");
			if (web.equals("servlet")) {
				assertThat(server.page("/later/7")).isEqualTo("method=GET, route=/later/{id}");
			}
			else {
				assertThat(server.page("/elsewhere/7")).isEqualTo("method=GET, route=/elsewhere/{id}");
			}
		}
	}

	/** The path of such a request is whatever the caller typed. */
	@Test
	void aHandlerForAllThatHasNoneShouldHaveNoRoute() {
		try (LabelledServer server = new LabelledServer("servlet", WithDefaultHandler.class)) {
			assertThat(server.page("/typed/by/somebody")).isEqualTo("method=GET");
			assertThat(server.page("/typed*")).isEqualTo("method=GET");
			assertThat(server.page("/typed/%7Bby%7D/somebody")).isEqualTo("method=GET");
			assertThat(server.page("/labels/7")).isEqualTo("method=GET, route=/labels/{id}");
			assertThat(server.page("/function")).isEqualTo("method=GET, route=/function");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void theyShouldHaveNoneWhereThatIsSwitchedOff(String web) {
		try (LabelledServer server = new LabelledServer(web, Pages.class, "pprof.labels.http=false")) {
			assertThat(server.page("/labels/7")).isEmpty();
		}
	}

	@Test
	@RequiresNativeSampler
	void profilesShouldTellRoutesApart() throws Exception {
		check("servlet");
	}

	@Test
	@RequiresNativeSampler
	@EnabledForJreRange(min = JRE.JAVA_25)
	void profilesShouldTellRoutesApartOnVirtualThreads() throws Exception {
		check("servlet", "spring.threads.virtual.enabled=true");
	}

	/** The handler does all its work in one call. */
	@Test
	@RequiresNativeSampler
	void profilesShouldTellRoutesApartOnWebFlux() throws Exception {
		check("reactive");
	}

	private static void check(String web, String... properties) throws Exception {
		try (LabelledServer server = new LabelledServer(web, Pages.class, properties)) {
			HeapFigures.Work before = server.heapWork();
			List<ParsedProfile> profiles = server.profilesUnderLoad(List.of(ProfileKind.CPU, ProfileKind.ALLOCS), 6,
					"/first/1", "/second/2", "/third/3");
			RouteWork work = server.bean(RouteWork.class);
			ParsedProfile cpu = profiles.get(0);
			ParsedProfile allocs = profiles.get(1);
			long sampled = server.heapWork().since(before).weights().effective()
					* allocs.cumulative(1, RouteWork.ALLOCATE) / allocs.total(1, (sample) -> true);
			assertThat(unlabelled(cpu, RouteWork.BURN)).isLessThan(0.01);
			assertThat(unlabelled(allocs, RouteWork.ALLOCATE)).isLessThan(0.01);
			for (int i = 0; i < ROUTES.length; i++) {
				assertThat(share(cpu, RouteWork.BURN, ROUTES[i])).as("CPU time of " + ROUTES[i])
					.isCloseTo(work.cpuShare(i), ShareTolerance.of(cpu.cumulative(0, RouteWork.BURN)));
				assertThat(share(allocs, RouteWork.ALLOCATE, ROUTES[i])).as("memory of " + ROUTES[i])
					.isCloseTo(work.memoryShare(i), ShareTolerance.of(sampled));
			}
			for (ParsedProfile profile : profiles) {
				for (int i = 0; i < ROUTES.length; i++) {
					String method = Pages.class.getName() + "." + ROUTES[i].split("/", -1)[1];
					String route = ROUTES[i];
					assertThat(profile.proto().getSampleList())
						.filteredOn((sample) -> profile.stack(sample).contains(method))
						.isNotEmpty()
						.allSatisfy((sample) -> assertThat(profile.labels(sample).get("route")).isIn(route, null));
				}
			}
		}
	}

	/**
	 * Covers work on other threads: Reactor's schedulers carry the labels there, and the
	 * code that they call has them.
	 */
	@Test
	@RequiresNativeSampler
	void webFluxShouldKeepThemAcrossSchedulers() throws Exception {
		try (LabelledServer server = new LabelledServer("reactive", Pages.class)) {
			ParsedProfile cpu = server.profilesUnderLoad(List.of(ProfileKind.CPU), 4, "/hops/1", "/first/1").get(0);
			assertThat(unlabelled(cpu, RouteWork.BURN)).isLessThan(0.01);
			assertThat(share(cpu, RouteWork.BURN, "/hops/{id}")).isPositive();
			assertThat(cpu.proto().getSampleList())
				.filteredOn((sample) -> cpu.stack(sample).contains(Pages.class.getName() + ".afterTheHop"))
				.isNotEmpty()
				.allSatisfy((sample) -> assertThat(cpu.labels(sample).get("route")).isEqualTo("/hops/{id}"));
		}
	}

	private static double share(ParsedProfile profile, String function, String route) {
		return profile.total(1,
				(sample) -> profile.stack(sample).contains(function)
						&& route.equals(profile.labels(sample).get("route")))
				/ (double) profile.cumulative(1, function);
	}

	private static double unlabelled(ParsedProfile profile, String function) {
		return profile.total(1,
				(sample) -> profile.stack(sample).contains(function) && !profile.labels(sample).containsKey("route"))
				/ (double) profile.cumulative(1, function);
	}

	@RestController
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Pages {

		private final RouteWork work = new RouteWork();

		@Bean
		RouteWork work() {
			return this.work;
		}

		@GetMapping("/labels/{id}")
		String labels(@PathVariable String id) {
			return ProfilingLabels.current().toString();
		}

		@PostMapping("/posted/{id}")
		String posted(@PathVariable String id, @RequestBody String body) {
			return body + ": " + ProfilingLabels.current();
		}

		@GetMapping("/later/{id}")
		Callable<String> later(@PathVariable String id) {
			return () -> ProfilingLabels.current().toString();
		}

		@GetMapping("/elsewhere/{id}")
		Mono<String> elsewhere(@PathVariable String id) {
			return Mono.delay(Duration.ofMillis(1))
				.publishOn(Schedulers.boundedElastic())
				.map((tick) -> ProfilingLabels.current().toString());
		}

		@GetMapping("/hops/{id}")
		Mono<String> hops(@PathVariable String id) {
			return Mono.fromCallable(() -> this.work.request(0))
				.subscribeOn(Schedulers.parallel())
				.delayElement(Duration.ofMillis(1))
				.map((done) -> afterTheHop());
		}

		private String afterTheHop() {
			return this.work.request(1);
		}

		@GetMapping("/first/{id}")
		String first(@PathVariable String id) {
			return this.work.request(0);
		}

		@GetMapping("/second/{id}")
		String second(@PathVariable String id) {
			return this.work.request(1);
		}

		@GetMapping("/third/{id}")
		String third(@PathVariable String id) {
			return this.work.request(2);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithDefaultHandler extends Pages {

		@Bean
		SimpleUrlHandlerMapping anything() {
			SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping();
			mapping.setDefaultHandler(
					(HttpRequestHandler) (request, response) -> response.getWriter().print(ProfilingLabels.current()));
			mapping.setOrder(Ordered.LOWEST_PRECEDENCE - 10);
			return mapping;
		}

		@Bean
		RouterFunction<ServerResponse> function() {
			return RouterFunctions.route(RequestPredicates.GET("/function"),
					(request) -> ServerResponse.ok().body(ProfilingLabels.current().toString()));
		}

	}

}
