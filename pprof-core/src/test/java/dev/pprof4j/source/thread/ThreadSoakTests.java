package dev.pprof4j.source.thread;

import java.nio.file.Path;
import java.time.Duration;

import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.RequiresNativeSampler;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the JVM survives when the stacks of threads are read while they come and go.
 * With {@code -Dpprof.soak.seconds=60}, it lasts a minute for each collector.
 */
@RequiresNativeSampler
class ThreadSoakTests {

	@TempDir
	Path tempDir;

	@ParameterizedTest
	@CsvSource({ "UseG1GC, monitors", "UseZGC, monitors", "UseG1GC, java" })
	void theJvmShouldSurvive(String collector, String how) {
		String seconds = System.getProperty("pprof.soak.seconds", "3");
		String output = new ChildJvm().with("-XX:+" + collector)
			.with("-Xmx512m")
			.within(Duration.ofSeconds(Long.parseLong(seconds)).plusMinutes(2))
			.run(ThreadSoak.class, seconds, this.tempDir.toString(), how);
		assertThat(output).containsPattern("walks=[1-9]\\d* threads=[1-9]\\d* ended=[1-9]").doesNotContain("Exception");
	}

}
