package dev.pprof4j.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

import dev.pprof4j.test.DocumentedBlock;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests tokens instead of passwords, with the filter chain and the properties that
 * {@code docs/security.md} gives for them.
 */
class PprofTokenTests {

	private static final String ADMIN = "\"roles\":[\"ADMIN\"]";

	@TempDir
	static Path directory;

	private static KeyPair issuer;

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() throws Exception {
		issuer = keys();
		String jwt = "spring.security.oauth2.resourceserver.jwt.";
		application = new SpringApplicationBuilder(TokenApplication.class)
			.properties("spring.main.web-application-type=servlet", "server.port=0", "management.server.port=0",
					"server.address=127.0.0.1", "management.server.address=127.0.0.1",
					"management.endpoints.web.exposure.include=pprof,health", "spring.main.banner-mode=off",
					"pprof.heap.enabled=false", "pprof.cpu.preload=false", "pprof.block.enabled=false",
					"pprof.mutex.enabled=false", "pprof.threadcreate.enabled=false",
					jwt + "public-key-location=" + publicKeyFile().toUri(), jwt + "authorities-claim-name=roles",
					jwt + "authority-prefix=ROLE_")
			.run();
	}

	@AfterAll
	static void end() {
		application.close();
	}

	@Test
	void theChainShouldBeTheDocumentedOne() throws IOException {
		Path source = Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java");
		assertThat(DocumentedBlock.all("java").stream().map(DocumentedBlock::text))
			.filteredOn((block) -> block.contains("pprofSecurityFilterChain"))
			.singleElement(InstanceOfAssertFactories.STRING)
			.satisfies((block) -> assertThat(source).content().containsIgnoringWhitespaces(block));
	}

	@Test
	void tokensOfAdministratorsShouldBeLetIn() throws Exception {
		HttpResponse<String> response = get("Bearer " + token(issuer, ADMIN, 60));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).startsWith("goroutine profile: total ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"roles\":[\"USER\"]", "\"scope\":\"ADMIN\"", "\"authorities\":[\"ROLE_ADMIN\"]" })
	void tokensWithoutTheRoleShouldNot(String claims) throws Exception {
		assertThat(get("Bearer " + token(issuer, claims, 60)).statusCode()).isEqualTo(403);
	}

	@Test
	void tokensThatNobodyHasIssuedShouldNot() throws Exception {
		assertThat(get("Bearer " + token(keys(), ADMIN, 60)).statusCode()).isEqualTo(401);
		assertThat(get("Bearer " + token(issuer, ADMIN, -600)).statusCode()).isEqualTo(401);
		assertThat(get("Bearer x").statusCode()).isEqualTo(401);
	}

	@Test
	void whoeverHasNoneShouldBeToldThatItTakesOne() throws Exception {
		HttpResponse<String> response = get(
				"Basic " + Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8)));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate"))
			.hasValueSatisfying((challenge) -> assertThat(challenge).startsWith("Bearer").doesNotContain("Basic"));
	}

	private static HttpResponse<String> get(String authorization) throws IOException, InterruptedException {
		int port = application.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
		URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/pprof/goroutine?debug=1");
		HttpRequest request = HttpRequest.newBuilder(uri).header("Authorization", authorization).build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
	}

	private static KeyPair keys() throws GeneralSecurityException {
		KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
		generator.initialize(2048);
		return generator.generateKeyPair();
	}

	private static Path publicKeyFile() throws IOException {
		String key = Base64.getMimeEncoder().encodeToString(issuer.getPublic().getEncoded());
		return Files.writeString(directory.resolve("issuer.pem"),
				"-----BEGIN PUBLIC KEY-----\n" + key + "\n-----END PUBLIC KEY-----\n");
	}

	/** A JSON Web Token (RFC 7519) signed with RS256 (RFC 7518). */
	private static String token(KeyPair keys, String claims, int seconds) throws GeneralSecurityException {
		String payload = "{\"sub\":\"scraper\",%s,\"exp\":%d}".formatted(claims,
				Instant.now().plusSeconds(seconds).getEpochSecond());
		String signed = encoded("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
				+ encoded(payload.getBytes(StandardCharsets.UTF_8));
		Signature signature = Signature.getInstance("SHA256withRSA");
		signature.initSign(keys.getPrivate());
		signature.update(signed.getBytes(StandardCharsets.US_ASCII));
		return signed + "." + encoded(signature.sign());
	}

	private static String encoded(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * An application whose other pages also require a token.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TokenApplication {

		@Bean
		@Order(1)
		SecurityFilterChain pprofSecurityFilterChain(HttpSecurity http) {
			return http.securityMatcher(EndpointRequest.to("pprof"))
				.authorizeHttpRequests((requests) -> requests.anyRequest().hasRole("ADMIN"))
				.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
				.build();
		}

		@Bean
		SecurityFilterChain others(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
				.build();
		}

	}

}
