package dev.pprof4j.actuate.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.pprof4j.EventOptions;
import dev.pprof4j.GoroutineOptions;
import dev.pprof4j.HeapOptions;
import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.SamplingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PprofHeaders} where Spring Security does not add its own.
 */
class PprofHeadersTests {

	@TempDir
	private Path tempDir;

	@Test
	void pagesShouldNotBeFramedGuessedOrKept() {
		ProfilerOptions options = new ProfilerOptions(Duration.ofMinutes(5), 1, this.tempDir,
				getClass().getClassLoader(), SamplingOptions.defaults(), HeapOptions.defaults(),
				EventOptions.defaults(), GoroutineOptions.defaults());
		try (Profiler profiler = new Profiler(options, List.of(), List.of())) {
			assertThat(new PprofHeaders(profiler, "app").of("/actuator/pprof", null, 200, "text/html"))
				.containsEntry("X-Frame-Options", "DENY")
				.containsEntry("X-Content-Type-Options", "nosniff")
				.containsEntry("Cache-Control", "no-store")
				.doesNotContainKey("Content-Disposition");
		}
	}

}
