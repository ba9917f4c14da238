package dev.pprof4j.source.heap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the native sampler at its limits, and for how it is shared.
 */
@RequiresNativeSampler
class HeapSamplerTests {

	private static final String SCENARIOS = Scenarios.class.getName();

	private static final int ALLOC_SPACE = 1;

	private static final int INUSE_SPACE = 3;

	@TempDir
	Path tempDir;

	private String output = "";

	@AfterEach
	void noDirectoryShouldBeLeft() {
		assertThat(this.tempDir.toFile().list((folder, name) -> name.startsWith("pprof4j-"))).isEmpty();
		assertThat(this.output).doesNotContain("WARNING in native method");
	}

	@Test
	void whatDoesNotFitShouldBeInOneVisibleFrame() throws IOException {
		ParsedProfile profile = run("manyStacks");
		List<String> zero = List.of(SCENARIOS + ".zero");
		long other = profile.flat(ALLOC_SPACE, "[too many stacks: pprof.heap.max-stacks]");
		long reported = profile.cumulative(ALLOC_SPACE, zero.get(0));
		// 20,000 samples: a standard error of 0.7 percent. Four of them are allowed, plus
		// the space that buffers waste.
		assertThat(reported + other).isCloseTo(bytes(), Percentage.withPercentage(5));
		assertThat(other).isGreaterThan(reported);
		assertThat(profile.proto().getSampleList().stream().map(profile::stack).distinct()).hasSizeLessThan(102);
	}

	@Test
	void moreLiveObjectsThanAreWatchedShouldStayUnbiased() throws IOException {
		ParsedProfile profile = run("manyLive");
		// At least 250 are watched: a standard error of at most 6.3 percent.
		assertThat(profile.flat(INUSE_SPACE, SCENARIOS + ".newArray")).isCloseTo(bytes(),
				Percentage.withPercentage(25));
		assertThat(profile.flat(ALLOC_SPACE, SCENARIOS + ".newArray")).isCloseTo(bytes(), Percentage.withPercentage(4));
		assertThat(profile.comments()).hasSize(2);
		Matcher exact = Pattern.compile("from (\\d+) watched objects, .* as exact as (\\d+) samples")
			.matcher(profile.comments().get(0));
		assertThat(exact.find()).as(profile.comments().get(0)).isTrue();
		long watched = Long.parseLong(exact.group(1));
		assertThat(watched).isBetween(250L, 1000L);
		// Objects that have not been examined lately stand for half as many, or a
		// quarter. By the Kantorovich inequality, at least 16/25 of the exactness is
		// left.
		assertThat(Long.parseLong(exact.group(2))).isBetween(watched * 16 / 25, watched);
		assertThat(profile.comments().get(1)).contains("in-use values come from about one sample in");
	}

	@Test
	void stacksThatAreTooDeepShouldSaySo() throws IOException {
		ParsedProfile profile = run("deep");
		assertThat(profile.proto().getSampleList()).anySatisfy((sample) -> {
			assertThat(profile.stack(sample)).hasSize(257).startsWith(SCENARIOS + ".down").endsWith("[deeper frames]");
			assertThat(profile.labels(sample)).containsEntry("class", "byte[]").containsEntry("bytes", 1_000_016L);
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsShouldCount() throws IOException {
		ParsedProfile profile = run("virtualThreads");
		// 1,550 samples: a standard error of 2.5 percent.
		assertThat(profile.flat(ALLOC_SPACE, SCENARIOS + ".inVirtualThread")).isCloseTo(bytes(),
				Percentage.withPercentage(12));
	}

	@Test
	void thereShouldBeOneSamplerForAllClassLoaders() {
		this.output = new ChildJvm().with("-Xcheck:jni").run(Scenarios.class, "loaders", this.tempDir.toString());
		assertThat(this.output).contains("classes differ: true", "grows: true true false", "again: true",
				"libraries: 1");
	}

	@Test
	void anotherAgentShouldBeNamedAsTheReason() {
		this.output = new ChildJvm().run(Scenarios.class, "otherAgent", this.tempDir.toString());
		assertThat(this.output)
			.contains("in use by another agent", "The heap sampler is not started", "afterwards: true", "given back")
			.doesNotContain("read\n");
	}

	@Test
	void aStartThatTheJvmRefusesShouldLeaveNothing() {
		this.output = new ChildJvm().run(Scenarios.class, "refused", this.tempDir.toString());
		assertThat(this.output).contains("cannot be started (JVMTI error 103)", "given back", "interval: 4096");
	}

	@Test
	void libraryThatCannotBeLoadedShouldBeExplained() {
		this.output = new ChildJvm().run(Scenarios.class, "broken", this.tempDir.toString());
		assertThat(this.output).contains("cannot be loaded from pprof.heap.library=",
				"missing.so is not a readable file", "cannot be loaded from pprof.temp-dir=",
				"a failure is not remembered");
	}

	/** For example, if a shell prepares something and then becomes the JVM. */
	@Test
	void theStartShouldBeThatOfTheJvmNotOfTheProcess() throws Exception {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		Path log = this.tempDir.resolve("log");
		Process process = new ProcessBuilder("sh", "-c", "\"$0\" -version && exec \"$0\" \"$@\"", java, "-cp",
				System.getProperty("java.class.path"), OlderProcess.class.getName(), this.tempDir.toString())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		boolean ended = process.waitFor(3, TimeUnit.MINUTES);
		process.destroyForcibly();
		this.output = Files.readString(log);
		assertThat(ended).as(this.output).isTrue();
		assertThat(process.exitValue()).as(this.output).isZero();
		assertThat(this.output.lines()).contains("older: true", "as long: false", "longer: true", "by default: true",
				"stopped: false");
	}

	private ParsedProfile run(String scenario) throws IOException {
		this.output = new ChildJvm().with("-Xcheck:jni").run(Scenarios.class, scenario, this.tempDir.toString());
		assertThat(this.output).contains("records agree: true");
		return ParsedProfile.of(Files.readAllBytes(this.tempDir.resolve("profile.pb.gz")));
	}

	private long bytes() {
		int at = this.output.indexOf("bytes=") + "bytes=".length();
		return Long.parseLong(this.output.substring(at).split("\\s", 2)[0]);
	}

}
