package dev.pprof4j.actuate;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.pprof4j.FakeSource;
import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which requests {@link PprofEndpoint} reports to its {@link CollectionListener
 * listeners}.
 */
class EndpointReportsTests {

	private final FakeSource source = new FakeSource(ProfileKind.CPU);

	private final List<String> reported = new ArrayList<>();

	private final PprofEndpoint endpoint = new PprofEndpoint(
			new Profiler(ProfilerOptions.defaults(), List.of(this.source), List.of()),
			new PprofEncoder(new Application("test", "")),
			new EndpointOptions("test",
					new ProfileLimits(Duration.ofSeconds(1), Duration.ofSeconds(9), 100, 1 << 20, Duration.ZERO), true,
					true, true),
			new PprofAccess(true, true, Set.of("ADMIN"), true), List.of(new Listener(), new Failing(), new Listener()));

	@Test
	void aProfileShouldBeReported() {
		assertThat(ask("ROLE_ADMIN", WebServerNamespace.MANAGEMENT, "profile", Map.of("seconds", "1"))).isEqualTo(200);
		assertThat(this.reported).containsExactly("begun", "begun", "kim: profile from fake, SUCCESS",
				"kim: profile from fake, SUCCESS");
	}

	@Test
	void whoeverIsNotLetInShouldBeReported() {
		assertThat(ask("ROLE_USER", WebServerNamespace.MANAGEMENT, "profile", Map.of())).isEqualTo(403);
		assertThat(ask("ROLE_ADMIN", WebServerNamespace.SERVER, "heap", Map.of())).isEqualTo(403);
		assertThat(ask("ROLE_USER", WebServerNamespace.MANAGEMENT, "../<script>", Map.of())).isEqualTo(403);
		assertThat(this.reported.stream().filter((line) -> !line.equals("begun")).distinct()).containsExactly(
				"kim: profile from none, FORBIDDEN", "kim: heap from none, FORBIDDEN",
				"kim: unknown from none, FORBIDDEN");
		assertThat(this.source.starts()).isZero();
	}

	@Test
	void whatIsRefusedShouldBeReported() {
		assertThat(ask("ROLE_ADMIN", WebServerNamespace.MANAGEMENT, "profile", Map.of("seconds", "0"))).isEqualTo(400);
		this.source.refuse(new ProfilingException.Conflict("taken"));
		assertThat(ask("ROLE_ADMIN", WebServerNamespace.MANAGEMENT, "profile", Map.of("seconds", "1"))).isEqualTo(409);
		assertThat(this.reported.stream().filter((line) -> !line.equals("begun")).distinct())
			.containsExactly("kim: profile from fake, BAD_REQUEST", "kim: profile from fake, CONFLICT");
	}

	/** These requests take no profile, so there is nothing to report. */
	@Test
	void headAndPagesShouldNotBeReported() {
		assertThat(ask("ROLE_ADMIN", WebServerNamespace.MANAGEMENT, "profile",
				Map.of(PprofParameters.REQUEST_LINE, "HEAD http://localhost/actuator/pprof/profile")))
			.isEqualTo(200);
		assertThat(ask("ROLE_ADMIN", WebServerNamespace.MANAGEMENT, "cmdline", Map.of())).isEqualTo(200);
		assertThat(ask("ROLE_ADMIN", WebServerNamespace.MANAGEMENT, "none", Map.of())).isEqualTo(404);
		assertThat(this.reported).isEmpty();
		assertThat(this.source.starts()).isZero();
	}

	private int ask(String role, WebServerNamespace namespace, String path, Map<String, Object> parameters) {
		WebEndpointResponse<?> response = this.endpoint.profile(new String[] { path }, new PprofParameters(parameters),
				null, new User(role), namespace);
		return response.getStatus();
	}

	private final class Listener implements CollectionListener {

		@Override
		public void begun() {
			EndpointReportsTests.this.reported.add("begun");
		}

		@Override
		public void ended(CollectedProfile collected) {
			EndpointReportsTests.this.reported.add("%s: %s from %s, %s".formatted(collected.user(), collected.profile(),
					collected.source(), collected.outcome()));
		}

	}

	/**
	 * Its failure must neither cost the caller the profile nor keep other listeners from
	 * being notified.
	 */
	private static final class Failing implements CollectionListener {

		@Override
		public void begun() {
			throw new IllegalStateException("begun");
		}

		@Override
		public void ended(CollectedProfile collected) {
			throw new IllegalStateException("ended");
		}

	}

	private record User(String role) implements SecurityContext {

		@Override
		public Principal getPrincipal() {
			return () -> "kim";
		}

		@Override
		public boolean isUserInRole(String role) {
			return this.role.equals(role) || this.role.equals("ROLE_" + role);
		}

	}

}
