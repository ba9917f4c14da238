package dev.pprof4j.source.heap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the script that compiles the native code: without a compiler, it warns and
 * the build goes on.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class NativeBuildTests {

	@TempDir
	Path tempDir;

	@Test
	void withoutACompilerTheBuildShouldWarnAndGoOn() throws Exception {
		Result result = build(System.getProperty("java.home"), "no-such-compiler");
		assertThat(result.output()).startsWith("[WARNING] The native agent is not compiled")
			.contains("there is no 'no-such-compiler'");
		assertThat(result.exit()).isZero();
		assertThat(this.tempDir).isEmptyDirectory();
	}

	@Test
	void withoutTheHeadersOfAJdkTheBuildShouldWarnAndGoOn() throws Exception {
		Result result = build(this.tempDir.toString(), "true");
		assertThat(result.output()).contains("there is no include/jvmti.h in " + this.tempDir);
		assertThat(result.exit()).isZero();
	}

	@Test
	void aReleaseShouldFailWithoutItsCompilers() throws Exception {
		Result result = build(System.getProperty("java.home"), "no-such-compiler", "required");
		assertThat(result.output()).startsWith("[ERROR] The native agent cannot be compiled");
		assertThat(result.exit()).isOne();
	}

	private Result build(String javaHome, String... compiler) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder("src/main/native/build", this.tempDir.toString(), javaHome);
		builder.command().addAll(List.of(compiler));
		Process process = builder.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return new Result(process.waitFor(), output);
	}

	private record Result(int exit, String output) {

	}

}
