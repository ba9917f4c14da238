package dev.pprof4j.source.heap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.RequiresNativeSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the sampler with many threads, classes that come and go, and a thousand scrapes.
 * With {@code -Dpprof.soak.seconds=600}, this is the ten-minute soak.
 */
@RequiresNativeSampler
class SoakTests {

	private static final int MEGABYTE = 1024 * 1024;

	private static final Pattern RESULT = Pattern
		.compile("scrapes=(\\d+) backwards=(\\d+) memoryAfter100=(\\d+) memory=(\\d+) samples=(\\d+)");

	@TempDir
	Path tempDir;

	@Test
	void countersShouldNeverGoBackAndMemoryStayBounded() {
		String seconds = System.getProperty("pprof.soak.seconds", "5");
		String output = new ChildJvm().with("-Xmx512m")
			.with("-Xcheck:jni")
			.within(Duration.ofSeconds(Long.parseLong(seconds)).plusMinutes(3))
			.run(Soak.class, seconds, "1000", this.tempDir.toString());
		assertThat(output).doesNotContain("WARNING in native method", "Exception");
		Matcher result = RESULT.matcher(output);
		assertThat(result.find()).as(output).isTrue();
		assertThat(Integer.parseInt(result.group(1))).isGreaterThanOrEqualTo(1000);
		assertThat(result.group(2)).as("samples whose counters went back").isEqualTo("0");
		assertThat(Long.parseLong(result.group(4))).as("bytes in use by the sampler")
			.isLessThan(Long.parseLong(result.group(3)) + 2 * MEGABYTE);
		assertThat(Integer.parseInt(result.group(5))).as("classes that are loaded again are the same classes")
			.isLessThan(5000);
	}

}
