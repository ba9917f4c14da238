package dev.pprof4j.source.heap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.pprof4j.test.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the script that compiles the native code: for another architecture, and
 * without a compiler, when it warns and the build goes on.
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

	@Test
	void theOtherArchitectureShouldNeedNoLibraryEither() throws Exception {
		Path compiler = Programs.require("aarch64-linux-gnu-gcc");
		Result result = build(System.getProperty("java.home"), compiler.toString(), "required");
		assertThat(result.exit()).as(result.output()).isZero();
		String library = this.tempDir.resolve("META-INF/native/linux-aarch64/libpprof4j.so").toString();
		assertThat(run(List.of("aarch64-linux-gnu-readelf", "-W", "-h", "-d", "--dyn-syms", library)).output())
			.containsPattern("Machine: +AArch64\\n")
			.contains("AgentLibrary_installShared", "NODELETE")
			// Nor functions of libgcc, which a compiler may call instead of using
			// atomics.
			.doesNotContain("(NEEDED)", "__aarch64_");
	}

	private Result build(String javaHome, String... compiler) throws IOException, InterruptedException {
		return run(Stream
			.concat(Stream.of("src/main/native/build", this.tempDir.toString(), javaHome), Stream.of(compiler))
			.toList());
	}

	private static Result run(List<String> command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return new Result(process.waitFor(), output);
	}

	private record Result(int exit, String output) {

	}

}
