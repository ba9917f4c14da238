package dev.pprof4j.source.heap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import dev.pprof4j.test.Programs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of the native agent, without a JVM, filled beyond what there is room for;
 * and its budget, by made-up time.
 */
class NativeTablesTests {

	@TempDir
	Path tempDir;

	@Test
	void whatWasPutShouldBeFound() throws Exception {
		assertThat(runCompiled("tables")).isEqualTo("all found\n");
	}

	@Test
	void whatIsFollowedUpShouldBeWithinTheBudget() throws Exception {
		assertThat(runCompiled("budget")).isEqualTo("within the budget\n");
	}

	@Test
	void ofVeryManyWaitsSomeShouldStandForAll() throws Exception {
		assertThat(runCompiled("waits")).isEqualTo("waits stand for all\n");
	}

	private String runCompiled(String name) throws IOException {
		Programs.require("gcc");
		String program = this.tempDir.resolve(name).toString();
		String headers = System.getProperty("java.home") + "/include";
		assertThat(run("gcc", "-std=gnu11", "-O1", "-pthread", "-I" + headers, "-I" + headers + "/linux", "-o", program,
				"src/test/c/" + name + ".c"))
			.isEmpty();
		return run(program);
	}

	private static String run(String... command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

}
