package dev.pprof4j.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the pages of the sample application.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class SampleApplicationTests {

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	private final HttpClient http = HttpClient.newHttpClient();

	@ParameterizedTest
	@CsvSource({ "/slow, \"bytes\":1048576", "/cpu?ms=1, \"result\":", "/alloc?mb=3, \"bytes\":3145728",
			"/lock?ms=1, \"heldMs\":1", "/leak?mb=2, \"leakedMb\":", "/io?ms=1, \"bytes\":" })
	void pagesShouldAnswerJsonToAnybody(String path, String part) throws IOException, InterruptedException {
		HttpResponse<String> response = get(this.port, path);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
		assertThat(response.body()).contains(part);
	}

	@Test
	void profilesShouldNotBeOnTheApplicationsPortNorForAnybody() throws IOException, InterruptedException {
		assertThat(get(this.port, "/actuator/pprof").statusCode()).isEqualTo(404);
		assertThat(get(this.managementPort, "/actuator/pprof").statusCode()).isEqualTo(401);
		assertThat(get(this.managementPort, "/actuator/health").statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
		URI uri = URI.create("http://127.0.0.1:" + port + path);
		return this.http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
	}

}
