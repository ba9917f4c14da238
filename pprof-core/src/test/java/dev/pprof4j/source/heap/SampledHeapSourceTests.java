package dev.pprof4j.source.heap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SampledHeapSource} against what the JVM itself counts, under each
 * garbage collector.
 */
@RequiresNativeSampler
class SampledHeapSourceTests {

	private static final int ALLOC_SPACE = 1;

	private static final int INUSE_OBJECTS = 2;

	private static final int INUSE_SPACE = 3;

	@TempDir
	Path tempDir;

	@ParameterizedTest
	@ValueSource(ints = { 17, 21, 23, 25, 26 })
	void allVersionsButOneShouldBeSampled(int version) {
		HeapSampling.requireSafe(version);
		assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(() -> HeapSampling.requireSafe(24))
			.withMessageContaining("JDK 24");
	}

	@ParameterizedTest
	@CsvSource({ "UseG1GC, 65536", "UseParallelGC, 16384", "UseSerialGC, 65536", "UseShenandoahGC, 65536",
			"UseZGC, 65536", "UseG1GC, 524288", "UseG1GC, 4096" })
	void estimatesShouldBeWhatTheJvmCounts(String collector, int interval) throws IOException {
		String output = new ChildJvm().with("-XX:+" + collector)
			.with("-Xmx1g")
			.with("-Xcheck:jni")
			.run(HeapWorkload.class, String.valueOf(interval), this.tempDir.toString(),
					String.valueOf(Integer.MAX_VALUE));
		assertThat(output).doesNotContain("WARNING in native method", "FATAL", "hs_err");
		Map<String, Long> truth = truth(output);
		ParsedProfile full = ParsedProfile.of(Files.readAllBytes(this.tempDir.resolve("full.pb.gz")));
		for (String method : new String[] { "objects", "kilobytes", "largeArrays", "hugeArrays", "fast", "slow",
				"keepArrays", "keepHuge" }) {
			long bytes = truth.getOrDefault("alloc " + method, 0L);
			if (bytes / interval < 25) {
				continue; // too few samples
			}
			assertThat(full.cumulative(ALLOC_SPACE, name(method))).as(method).isCloseTo(bytes, within(bytes, interval));
			if (!method.startsWith("keep")) {
				assertThat(full.flat(INUSE_SPACE, name(method))).as(method + " in use").isLessThanOrEqualTo(6_000_000);
			}
		}
		assertInUse(full, "full", truth, interval);
		ParsedProfile half = ParsedProfile.of(Files.readAllBytes(this.tempDir.resolve("half.pb.gz")));
		assertInUse(half, "half", truth, interval);
		assertThat(half.cumulative(ALLOC_SPACE, name("keepArrays")))
			.isEqualTo(full.cumulative(ALLOC_SPACE, name("keepArrays")));
	}

	/** For example, if an application allocates faster than its stacks can be walked. */
	@Test
	void whatIsSkippedShouldBeStoodFor() throws IOException {
		String output = new ChildJvm().with("-Xmx1g").run(FastAllocations.class, this.tempDir.toString());
		Map<String, Long> truth = truth(output);
		ParsedProfile profile = ParsedProfile.of(Files.readAllBytes(this.tempDir.resolve("fast.pb.gz")));
		long followed = truth.getOrDefault("sampler followed", 0L);
		assertThat(followed).isBetween(10_000L, 1_000_000L);
		// The standard deviations of 20 runs, some alongside others that made each sample
		// cost more, were 0.3 and 1.3 over the root of the effective samples. Five of
		// them are allowed.
		long effective = truth.getOrDefault("sampler effective", 0L);
		assertThat(allocated(profile, "small")).isCloseTo(truth.getOrDefault("alloc small", 0L),
				Percentage.withPercentage(150 / Math.sqrt((double) effective)));
		assertThat(allocated(profile, "large")).isCloseTo(truth.getOrDefault("alloc large", 0L),
				Percentage.withPercentage(650 / Math.sqrt((double) effective)));
		long drawn = truth.getOrDefault("sampler drawn", 0L);
		assertThat(drawn).isCloseTo(truth.getOrDefault("sampler expected", 0L), Percentage.withPercentage(3));
		// By the Cauchy-Schwarz inequality, never more than were followed up, except for
		// rounding. Never fewer than an eighth of what the budget buys at 100
		// microseconds each.
		assertThat(effective).isBetween(truth.getOrDefault("thread nanos", 0L) / 100 / 8 / 100_000,
				followed + followed / 20);
		// Nearly all are followed up again when there is little to follow up.
		long afterwards = truth.getOrDefault("afterwards drawn", 0L);
		assertThat(afterwards).isGreaterThan(30);
		assertThat(truth.getOrDefault("afterwards followed", 0L)).isBetween(afterwards / 2, afterwards);
		assertThat(truth.getOrDefault("sampler nanos", 0L)).isGreaterThan(followed * 100).isLessThan(budget(truth));
		assertComment(profile.comments().toString(), "since it was started", truth);
		assertComment(output, "in this time", truth);
	}

	/** The profile was taken a moment before the figures. */
	private static void assertComment(String text, String when, Map<String, Long> truth) {
		Matcher comment = Pattern
			.compile("followed up (\\d+) of the (\\d+) objects that the JVM has sampled " + when
					+ "; .*? as exact as (\\d+) samples")
			.matcher(text);
		assertThat(comment.find()).as(text).isTrue();
		assertThat(Long.parseLong(comment.group(1))).isCloseTo(truth.getOrDefault("sampler followed", 0L),
				Percentage.withPercentage(1));
		assertThat(Long.parseLong(comment.group(2))).isCloseTo(truth.getOrDefault("sampler drawn", 0L),
				Percentage.withPercentage(1));
		assertThat(Long.parseLong(comment.group(3))).isCloseTo(truth.getOrDefault("sampler effective", 0L),
				Percentage.withPercentage(2));
	}

	/**
	 * A share of the process's CPU time, 1 ms a second, the 200 ms saved up at the start,
	 * and a tenth of a second of debt, which the next samples would wait for. Following
	 * up everything would take six times as much.
	 */
	private static long budget(Map<String, Long> truth) {
		long earned = truth.getOrDefault("process nanos", 0L) * FastAllocations.MICROS_PER_CPU_SECOND / 1_000_000;
		return earned + truth.getOrDefault("elapsed nanos", 0L) / 1000 + 300_000_000;
	}

	private static long allocated(ParsedProfile profile, String method) {
		return profile.cumulative(ALLOC_SPACE, FastAllocations.class.getName() + "." + method);
	}

	private static void assertInUse(ParsedProfile profile, String when, Map<String, Long> truth, int interval) {
		assertInUse(profile, "newKept", when + " " + HeapWorkload.Kept.class.getName(), truth, interval);
		assertInUse(profile, "keepArrays", when + " [D", truth, interval);
		assertInUse(profile, "keepHuge", when + " [F", truth, interval);
	}

	private static void assertInUse(ParsedProfile profile, String method, String key, Map<String, Long> truth,
			int interval) {
		String before = "before" + key.substring(key.indexOf(' '));
		long bytes = truth.getOrDefault(key + " bytes", 0L) - truth.getOrDefault(before + " bytes", 0L);
		long objects = truth.getOrDefault(key + " objects", 0L) - truth.getOrDefault(before + " objects", 0L);
		assertThat(bytes).isPositive();
		assertThat(profile.flat(INUSE_SPACE, name(method))).as(key).isCloseTo(bytes, within(bytes, interval));
		assertThat(profile.flat(INUSE_OBJECTS, name(method))).as(key).isCloseTo(objects, within(bytes, interval));
	}

	private static String name(String method) {
		return HeapWorkload.class.getName() + "." + method;
	}

	/**
	 * Five standard errors of a Poisson number of samples (an upper bound for objects
	 * larger than the interval, which are hardly ever missed), plus the 64th of a buffer
	 * that the JVM leaves unused when an object does not fit, and counts as allocated.
	 */
	private static Percentage within(long bytes, int interval) {
		return Percentage.withPercentage(500 / Math.sqrt((double) bytes / interval) + 100.0 / 64);
	}

	private static Map<String, Long> truth(String output) {
		Map<String, Long> truth = new HashMap<>();
		output.lines().map((line) -> line.split(" ", -1)).forEach((row) -> {
			if (row[0].matches("alloc|sampler|afterwards|thread|process|elapsed")) {
				truth.put(row[0] + " " + row[1], Long.valueOf(row[2]));
			}
			else if (row[0].matches("before|full|half")) {
				truth.put(row[0] + " " + row[1] + " objects", Long.valueOf(row[2]));
				truth.put(row[0] + " " + row[1] + " bytes", Long.valueOf(row[3]));
			}
		});
		return truth;
	}

}
