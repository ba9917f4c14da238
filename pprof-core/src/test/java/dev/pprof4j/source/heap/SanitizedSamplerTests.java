package dev.pprof4j.source.heap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.pprof4j.test.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the soaks with the native code compiled by GCC's address and undefined-behaviour
 * sanitizers. These see what the sampler itself reads, writes and allocates, but not what
 * the JVM does with the pointers it is given, nor any data race.
 */
class SanitizedSamplerTests {

	@TempDir
	Path tempDir;

	@Test
	void soakShouldBeClean() throws Exception {
		Path asan = runtime("libasan.so");
		Path ubsan = runtime("libubsan.so");
		Path library = compile(asan, ubsan);
		String heap = soak(asan, ubsan, "dev.pprof4j.source.heap.Soak", "2", "200", this.tempDir.toString(),
				library.toString());
		assertThat(heap).contains("backwards=0").doesNotContain("ERROR: AddressSanitizer", "runtime error:");
		String threads = soak(asan, ubsan, "dev.pprof4j.source.thread.ThreadSoak", "2", this.tempDir.toString(),
				"monitors", library.toString());
		assertThat(threads).contains("walks=")
			.containsPattern("clocks=[1-9]")
			.doesNotContain("ERROR: AddressSanitizer", "runtime error:");
	}

	private String soak(Path asan, Path ubsan, String... arguments) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
						System.getProperty("java.class.path")));
		command.addAll(List.of(arguments));
		ProcessBuilder soak = new ProcessBuilder(command);
		soak.environment().put("LD_PRELOAD", asan + ":" + ubsan);
		// The JVM handles its own signals, and does not free its memory when it ends.
		soak.environment()
			.put("ASAN_OPTIONS", "handle_segv=0:allow_user_segv_handler=1:detect_leaks=0:abort_on_error=1");
		soak.environment().put("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1");
		return run(soak);
	}

	private Path compile(Path asan, Path ubsan) throws IOException, InterruptedException {
		Path sources = Path.of("src/main/native").toAbsolutePath();
		Path library = this.tempDir.resolve("libpprof4j.so");
		String home = System.getProperty("java.home");
		run(new ProcessBuilder("gcc", "-std=gnu11", "-O1", "-g", "-fPIC", "-shared", "-fsanitize=address,undefined",
				"-fno-sanitize-recover=all", "-Wl,-z,nodelete", "-I" + home + "/include",
				"-I" + home + "/include/linux", "-o", library.toString(), sources.resolve("agent.c").toString()));
		assertThat(library).exists();
		assertThat(List.of(asan, ubsan)).allSatisfy((runtime) -> assertThat(runtime).exists());
		return library;
	}

	/**
	 * Skips the test where GCC or its runtime is missing; on a CI machine, that is a
	 * failure.
	 */
	private Path runtime(String name) throws IOException, InterruptedException {
		Programs.require("gcc");
		Path runtime = Path.of(run(new ProcessBuilder("gcc", "-print-file-name=" + name)).strip());
		Programs.requireThat(runtime.isAbsolute() && Files.exists(runtime), name + " is not installed");
		return runtime;
	}

	private String run(ProcessBuilder builder) throws IOException, InterruptedException {
		Path log = Files.createTempFile(this.tempDir, "log", ".txt");
		int exit = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
		String output = Files.readString(log, StandardCharsets.UTF_8);
		List<String> command = new ArrayList<>(builder.command());
		assertThat(exit).as(command + "\n" + output).isZero();
		return output;
	}

}
