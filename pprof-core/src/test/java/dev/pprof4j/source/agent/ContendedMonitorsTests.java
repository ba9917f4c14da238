package dev.pprof4j.source.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.RequiresNativeSampler;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ContendedMonitors} against what the waiting threads measure.
 */
@RequiresNativeSampler
class ContendedMonitorsTests {

	private static final String SCENARIO = MonitorScenario.class.getName();

	@TempDir
	Path tempDir;

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void waitsShouldBeThoseThatThreadsMeasure() {
		String output = run("1000000", "100");
		MatchResult counted = find(output, "counted \\Q" + SCENARIO + "$Held\\E 50 (\\d+) \\Q" + SCENARIO + ".enter,");
		long truth = Long.parseLong(find(output, "truth=(\\d+)").group(1));
		assertThat(Long.parseLong(counted.group(1))).isCloseTo(truth, Percentage.withPercentage(5));
		find(output, "counted java.lang.Object\\[\\] 7 \\d+ \\Q" + SCENARIO + ".enterArray,");
		assertThat(output.lines().filter((line) -> line.startsWith("counted "))).hasSize(2);
		// The start has not reset the count, and waits in between were not counted.
		find(output, "again \\Q" + SCENARIO + "$Held\\E 50 " + counted.group(1) + " ");
		assertThat(output).contains("entered=59");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void shortWaitsShouldNotCount() {
		String output = run("3600000000000", "100");
		assertThat(output).contains("entered=59").doesNotContain("counted ");
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whatDoesNotFitShouldBeInOneVisibleFrame() {
		String output = run("1000000", "1");
		find(output, "counted \\Q" + SCENARIO + "$Held\\E 50 ");
		find(output, "counted  7 \\d+ \\[too many stacks: pprof.mutex.max-stacks\\]\n");
	}

	/**
	 * Of 20,000 waits in a second, one in 2, 4, 8, 16, 32 is drawn by lot and followed
	 * up: a standard error of 2.6 %. Before Java 24, the waiting threads would keep their
	 * carriers.
	 */
	@Test
	@EnabledForJreRange(min = JRE.JAVA_24)
	void ofVeryManyWaitsSomeShouldStandForAll() {
		String output = new ChildJvm().with("-Xcheck:jni")
			.within(Duration.ofMinutes(2))
			.run(MonitorConvoy.class, this.tempDir.toString());
		MatchResult counted = find(output, "waits=20000 followed=(\\d+) counted=(\\d+) delay=(\\d+) truth=(\\d+)");
		assertThat(Long.parseLong(counted.group(1))).isBetween(1000L, 15_000L);
		assertThat(Long.parseLong(counted.group(2))).isCloseTo(20_000, Percentage.withPercentage(13));
		assertThat(Long.parseLong(counted.group(3))).isCloseTo(Long.parseLong(counted.group(4)),
				Percentage.withPercentage(13));
	}

	@Test
	void withoutVirtualThreadsItShouldSaySo() {
		boolean expected = Runtime.version().feature() >= 21;
		assertThat(VirtualThreads.areSupported()).isEqualTo(expected);
		if (!expected) {
			assertThatExceptionOfType(ProfilingException.Unavailable.class)
				.isThrownBy(
						() -> ContendedMonitors.start(new AgentLibrary(null, this.tempDir), Duration.ofMillis(1), 100))
				.withMessage("Java 17 has no virtual threads");
		}
	}

	private static MatchResult find(String output, String pattern) {
		assertThat(output).containsPattern(pattern);
		return Pattern.compile(pattern).matcher(output).results().findFirst().orElseThrow();
	}

	private String run(String threshold, String maxStacks) {
		String output = new ChildJvm().with("-Xcheck:jni")
			.within(Duration.ofMinutes(1))
			.run(MonitorScenario.class, this.tempDir.toString(), threshold, maxStacks);
		assertThat(output).doesNotContain("WARNING in native method");
		return output;
	}

}
