package dev.pprof4j.actuate;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

import dev.pprof4j.SamplingOptions;
import dev.pprof4j.test.ParsedProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@code profile?last=60s} over HTTP. The source is a fake.
 */
@Timeout(60)
class PprofPastHttpTests {

	private static final SamplingOptions.Continuous KEEPING = new SamplingOptions.Continuous(true, 19,
			Duration.ofSeconds(90), 1 << 20);

	@TempDir
	private Path tempDir;

	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void lastShouldAnswerAtOnceBesideAWindow(String web) throws Exception {
		try (PprofServer server = new PprofServer(web, this.tempDir, KEEPING)) {
			while (server.get("profile?last=60s").statusCode() == 503) {
				Thread.sleep(50);
			}
			for (String last : new String[] { "60s", "1m", "60" }) {
				HttpResponse<byte[]> past = server.get("profile?last=" + last);
				assertThat(PprofServer.headers(past, "Content-Type", "Content-Disposition"))
					.containsExactly("application/octet-stream", "attachment; filename=\"profile\"");
				assertThat(ParsedProfile.of(past.body()).flat(0, "[fake]")).isPositive();
			}
			assertThat(ParsedProfile.of(server.get("profile?seconds=1").body()).flat(0, "[fake]")).isOne();
			assertThat(PprofServer.text(server.getFromRoot("/actuator/pprof", "Accept", "application/json")))
				.contains("\"retentionSeconds\":90", "\"pastKept\":true");
			assertThat(PprofServer.text(server.getFromRoot("/actuator/pprof", "Accept", "text/html")))
				.contains("name=\"last\" min=\"1\" max=\"90\" value=\"60\"");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					profile?last=60s&seconds=1 | last and seconds params are incompatible
					profile?last=              | invalid value for "last" - must be a time such as 60s or 5m: last=, pprof.cpu.continuous.retention=90s
					profile?last=0             | invalid value for "last" - must be a time such as 60s or 5m: last=0, pprof.cpu.continuous.retention=90s
					profile?last=-1s           | invalid value for "last" - must be a time such as 60s or 5m: last=-1s, pprof.cpu.continuous.retention=90s
					profile?last=60s,file%3Dx  | invalid value for "last" - must be a time such as 60s or 5m: last=60s,file=x, pprof.cpu.continuous.retention=90s
					profile?last=2m            | last=2m exceeds pprof.cpu.continuous.retention=90s
					profile?last=999999999h    | last=999999999h exceeds pprof.cpu.continuous.retention=90s
					wall?last=60s              | unknown parameter last: wall has labels, seconds, thread
					heap?last=60s              | unknown parameter last: heap has debug, gc, labels, seconds
					""")
	void whatMakesNoSenseShouldBeRefused(String path, String sentence) throws Exception {
		try (PprofServer server = new PprofServer("servlet", this.tempDir, KEEPING)) {
			HttpResponse<byte[]> response = server.get(path);
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(PprofServer.text(response)).contains(sentence);
		}
	}

	@Test
	void lastWhenNothingIsKeptShouldSayWhatToSet() throws Exception {
		try (PprofServer server = new PprofServer("servlet", this.tempDir)) {
			HttpResponse<byte[]> response = server.get("profile?last=60s");
			assertThat(response.statusCode()).isEqualTo(400);
			assertThat(PprofServer.text(response)).contains("last=60s needs pprof.cpu.continuous.enabled=true");
			assertThat(server.source().starts()).isZero();
			assertThat(PprofServer.text(server.getFromRoot("/actuator/pprof", "Accept", "text/html")))
				.doesNotContain("name=\"last\"");
		}
	}

}
