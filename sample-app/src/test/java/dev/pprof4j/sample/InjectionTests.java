package dev.pprof4j.sample;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends parameters that would be options of async-profiler, whose commands are words
 * between commas. None of them may get there.
 */
class InjectionTests {

	private static final List<String> PATHS = List.of("profile?seconds=1&seconds=", "profile?seconds=",
			"profile?labels=", "profile?frequency=", "wall?seconds=1&thread=", "wall?seconds=", "wall?interval=",
			"heap?gc=", "heap?debug=", "heap?seconds=", "allocs?labels=", "goroutine?debug=", "block?seconds=",
			"mutex?debug=", "threadcreate?seconds=", "trace?seconds=", "trace?settings=", "cmdline?", "symbol?");

	@TempDir
	private Path directory;

	@Test
	void noParameterShouldReachANativeCommand() throws Exception {
		Path injected = this.directory.resolve("injected");
		List<String> values = new ArrayList<>();
		for (String option : List.of("file=" + injected, "log=" + injected, "jfr,file=" + injected,
				"collapsed,file=" + injected + ".txt", "dump,file=" + injected)) {
			for (String before : List.of("1,", "x,", "1\n", "1\r\n", "1;", "1&", "1\0", "1%2C", "1 ", "\",")) {
				values.add(before + option);
			}
		}
		try (SampleProcess sample = SampleProcess.start(this.directory,
				"--spring.main.sources=" + PlainPasswords.class.getName())) {
			assertThat(sample.answer("profile?seconds=1")).startsWith("200, ");
			for (String path : PATHS) {
				for (String value : path.contains("seconds=1&") ? values.subList(0, 5) : values) {
					check(sample, path + URLEncoder.encode(value, StandardCharsets.UTF_8));
				}
			}
			assertThat(sample.answer("profile?seconds=1")).startsWith("200, ");
			assertThat(sample.log()).doesNotContain("injected");
		}
		try (Stream<Path> files = Files.walk(this.directory)) {
			assertThat(files).noneMatch((file) -> file.getFileName().toString().contains("injected"));
		}
	}

	private static void check(SampleProcess sample, String path) throws IOException, InterruptedException {
		HttpResponse<byte[]> response = sample.pprof(path);
		assertThat(response.statusCode()).as(path).isIn(200, 400);
	}

}
