package dev.pprof4j.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ViewerServer}, which replaces the endpoint in a benchmark.
 */
class ViewerServerTests {

	private static final Pattern FILE = Pattern.compile("(?:href|src)=\"([^\"]+\\.(?:js|css|svg))\"");

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void pageShouldFindItsFiles() throws Exception {
		try (ViewerServer server = new ViewerServer()) {
			server.serve("/ui/", ViewerSpeed.UI);
			server.start();
			HttpResponse<String> page = get(server, "view.html");
			List<String> files = FILE.matcher(page.body()).results().map((file) -> file.group(1)).toList();
			assertThat(files).contains("view.js", "view.css", "viewer.js");
			for (String file : files) {
				assertThat(get(server, file).statusCode()).as(file).isEqualTo(200);
			}
		}
	}

	private HttpResponse<String> get(ViewerServer server, String file) throws Exception {
		URI address = URI.create(server.address("/ui/" + file));
		return this.client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
	}

}
