package dev.pprof4j.matrix;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.pprof4j.label.ProfilingLabels;
import dev.pprof4j.matrix.IsolatedApplication.Answer;
import dev.pprof4j.matrix.IsolatedApplication.Caller;
import dev.pprof4j.matrix.IsolatedApplication.Cell;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests who gets what: profiles are for administrators on the management port only, and
 * every other answer is the one that the application gives without the starter.
 */
class SecurityMatrixTests {

	static final String OWN_REALM = "of the application's own";

	private static final List<String> OTHER_PATHS = List.of("/page", "/nosuch", "/actuator/health", "/actuator/info",
			"/actuator/env");

	private static final String GOROUTINE = "/actuator/pprof/goroutine?debug=1";

	private static final List<String> PPROF_PATHS = List.of("/actuator/pprof", "/actuator/pprof/profile?seconds=0",
			"/actuator/pprof/nosuch", GOROUTINE);

	/**
	 * Loading the labels sets a system property of this JVM. From then on {@code env}
	 * shows it, also in the applications without the starter.
	 */
	@BeforeAll
	static void loadLabels() {
		ProfilingLabels.of("name", "value").run(() -> {
		});
	}

	static Stream<Arguments> applications() {
		return Stream.of(Server.values())
			.flatMap((server) -> Stream.of(Security.values()).map((security) -> Arguments.of(server, security)));
	}

	@ParameterizedTest(name = "{0}, {1}")
	@MethodSource("applications")
	void profilesShouldBeForAdminsAndAllElseAsWithoutTheStarter(Server server, Security security) throws Exception {
		Map<Cell, Answer> without = answers(server, security, (entry) -> !isStarter(entry));
		Map<Cell, Answer> with = answers(server, security, (entry) -> true);
		assertThat(with.keySet()).isEqualTo(without.keySet());
		with.forEach((cell, answer) -> {
			if (cell.management() && PPROF_PATHS.contains(cell.path()) && security.hasSpringSecurity) {
				assertThat(answer.status()).as("%s", cell).isEqualTo(security.expected(cell));
				if (security == Security.OWN_CHAIN) {
					assertThat(answer.challenge().contains(OWN_REALM)).as("%s", cell).isEqualTo(answer.status() == 401);
				}
				else {
					assertThat(answer.contentType()).as("%s", cell).startsWith("text/plain");
					assertThat(answer.cookie()).as("session of %s", cell).isFalse();
				}
				assertThat(answer.body().startsWith("goroutine profile: total")).as("%s", cell)
					.isEqualTo(cell.path().equals(GOROUTINE) && answer.status() == 200);
			}
			else {
				assertThat(answer).as("%s", cell).isEqualTo(without.get(cell));
			}
		});
	}

	private static Map<Cell, Answer> answers(Server server, Security security, Predicate<String> wanted)
			throws Exception {
		List<String> properties = List.of("--spring.main.web-application-type=" + server.web, "--server.port=0",
				"--server.address=127.0.0.1", "--management.server.port=0", "--management.server.address=127.0.0.1",
				"--management.endpoints.web.exposure.include=health,info,env,pprof", "--pprof.cpu.preload=false",
				"--pprof.block.enabled=false", "--pprof.mutex.enabled=false", "--pprof.threadcreate.enabled=false",
				"--server.shutdown=immediate", "--spring.reactor.netty.shutdown-quiet-period=0s",
				"--logging.level.root=error", "--spring.main.banner-mode=off");
		Predicate<String> classPath = wanted.and((entry) -> !security.isMissing(entry))
			.and((entry) -> !server.isMissing(entry));
		Map<Cell, Answer> answers = new LinkedHashMap<>();
		try (IsolatedApplication application = IsolatedApplication.start(classPath, security.configurations(server.web),
				properties)) {
			for (Cell cell : cells()) {
				answers.put(cell, application.get(cell));
			}
		}
		return answers;
	}

	private static List<Cell> cells() {
		List<Cell> cells = new ArrayList<>();
		List<String> paths = Stream.concat(OTHER_PATHS.stream(), PPROF_PATHS.stream()).toList();
		for (Caller caller : Caller.values()) {
			for (String path : paths) {
				cells.add(new Cell(caller, false, path));
				cells.add(new Cell(caller, true, path));
			}
		}
		return cells;
	}

	private static boolean isStarter(String classPathEntry) {
		return classPathEntry.contains("pprof-core") || (classPathEntry.contains("pprof-spring-boot-autoconfigure")
				&& !classPathEntry.contains("test-classes"));
	}

	/**
	 * The web server.
	 */
	enum Server {

		TOMCAT("servlet", "jetty"),

		/** With Tomcat's expression language, as in Boot. */
		JETTY("servlet", "boot-tomcat", "boot-starter-tomcat", "tomcat-embed-core", "tomcat-embed-websocket"),

		NETTY("reactive", "jetty", "tomcat");

		private final String web;

		/** What is not on the class path. */
		private final List<String> others;

		Server(String web, String... others) {
			this.web = web;
			this.others = List.of(others);
		}

		boolean isMissing(String classPathEntry) {
			String file = Path.of(classPathEntry).getFileName().toString();
			return this.others.stream().anyMatch(file::contains);
		}

	}

	/**
	 * The application's own security configuration.
	 */
	enum Security {

		NO_CHAIN("Users"), ANY_REQUEST("Users", "AnyRequest"), PERMIT_ALL("Users", "PermitAll"),

		/** Also has its own chain for the endpoint. */
		OWN_CHAIN("Users", "AnyRequest", "OwnChain"),

		/** No caller is authenticated there, so none is let in. */
		IGNORING("Users", "Ignoring") {

			@Override
			int expected(Cell cell) {
				return 403;
			}

		},

		/** No user has a password. */
		TOKEN_ONLY("TokenOnly") {

			@Override
			int expected(Cell cell) {
				return 401;
			}

		},

		NO_SPRING_SECURITY;

		private final boolean hasSpringSecurity;

		private final List<String> configurations;

		Security(String... configurations) {
			this.hasSpringSecurity = configurations.length > 0;
			this.configurations = List.of(configurations);
		}

		List<String> configurations(String web) {
			String stack = web.equals("servlet") ? "ServletChains" : "ReactiveChains";
			return this.configurations.stream().map((name) -> "dev.pprof4j.matrix." + stack + "$" + name).toList();
		}

		boolean isMissing(String classPathEntry) {
			return !this.hasSpringSecurity
					&& (classPathEntry.contains("spring-security") || classPathEntry.contains("spring-boot-security"));
		}

		int expected(Cell cell) {
			return switch (cell.caller()) {
				case ANONYMOUS, WRONG_PASSWORD, BROWSER -> 401;
				case USER -> 403;
				case ADMIN -> cell.path().endsWith("seconds=0") ? 400 : cell.path().endsWith("nosuch") ? 404 : 200;
			};
		}

	}

}
