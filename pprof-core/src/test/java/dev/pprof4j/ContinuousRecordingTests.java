package dev.pprof4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import dev.pprof4j.source.agent.LoadedAgent;
import dev.pprof4j.test.ParsedProfile;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ContinuousRecording}: what is kept, using sources that record nothing,
 * and how much CPU time it shows, using this library's sources, against the threads' own
 * CPU clocks.
 */
@Timeout(120)
class ContinuousRecordingTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final long TWO_SECONDS = TimeUnit.SECONDS.toNanos(2);

	@TempDir
	Path tempDir;

	private final List<FakePart> parts = new ArrayList<>();

	private @Nullable ProfilingException refusal;

	private long nowNanos;

	@BeforeAll
	static void load(@TempDir Path tempDir) {
		LoadedAgent.load(tempDir);
	}

	@Test
	void lastShouldHaveThePartsOfThatTime() {
		try (ContinuousRecording continuous = recording(MINUTE, 1000)) {
			continuous.next();
			continuous.next();
			pass(Duration.ofMillis(1500));
			continuous.next();
			continuous.next();
			assertThat(values(continuous.last(Duration.ofSeconds(1)))).containsExactly(1L, 1L);
			assertThat(values(continuous.last(MINUTE))).containsExactly(1L, 1L, 1L);
			assertThat(values(continuous.last(MINUTE))).as("read again").containsExactly(1L, 1L, 1L);
			assertThat(continuous.state().available()).isTrue();
		}
		assertThat(this.parts).hasSize(4).allMatch((part) -> part.closed);
	}

	@Test
	void lastShouldBeUpToNow() {
		try (ContinuousRecording continuous = recording(MINUTE, 1000)) {
			continuous.next();
			pass(Duration.ofMillis(1100));
			assertThat(values(continuous.last(MINUTE))).containsExactly(1L);
			assertThat(this.parts).as("it goes on").hasSize(2).last().matches((part) -> !part.closed);
			assertThat(continuous.last(MINUTE).comments()).containsExactly("No more than the last 1 s is kept");
		}
	}

	@Test
	void whatIsTooOldShouldBeDropped() {
		try (ContinuousRecording continuous = recording(Duration.ofSeconds(1), 1000)) {
			continuous.next();
			continuous.next();
			pass(Duration.ofMillis(1100));
			continuous.next();
			continuous.next();
			assertThat(this.parts).extracting((part) -> part.closed).containsExactly(true, false, false, false);
		}
	}

	@Test
	void whatIsTooLargeShouldBeDropped() {
		try (ContinuousRecording continuous = recording(MINUTE, 25)) {
			for (int i = 0; i < 5; i++) {
				continuous.next(); // 10 bytes each
			}
			assertThat(this.parts).extracting((part) -> part.closed).containsExactly(true, true, false, false, false);
		}
	}

	@Test
	void anErrorShouldLeaveNothingOpenAndNotBeTheEnd() throws Exception {
		try (ContinuousRecording continuous = recording(MINUTE, 1000)) {
			continuous.next();
			this.parts.get(0).broken = true;
			assertThatIllegalStateException().isThrownBy(continuous::next);
			assertThat(this.parts).extracting((part) -> part.closed).containsExactly(true);
			continuous.next();
			continuous.next();
			assertThat(values(continuous.last(MINUTE))).containsExactly(1L);
		}
	}

	@Test
	void aPartThatIsLostShouldNotTakeTheOthersAlong() throws Exception {
		try (ContinuousRecording continuous = recording(MINUTE, 1000)) {
			for (int i = 0; i < 3; i++) {
				continuous.next();
			}
			this.parts.get(0).broken = true;
			assertThat(values(continuous.last(MINUTE))).containsExactly(1L);
			assertThat(continuous.last(MINUTE).comments()).contains("A part is lost: broken");
		}
	}

	/**
	 * Each of the forty threads uses less CPU time in a part than one sampling interval:
	 * the interval must not start anew with each part.
	 */
	@ParameterizedTest
	@EnumSource(value = CpuEngine.class, names = { "ASYNC_PROFILER", "JFR" })
	void threadsThatDoLittleShouldBeSeen(CpuEngine engine) throws Exception {
		SamplingOptions.Continuous keeping = new SamplingOptions.Continuous(true, 19, MINUTE, 1 << 24);
		LittleWork work = new LittleWork(40, Duration.ofMillis(15));
		try (Profiler profiler = new Profiler(options(keeping, engine))) {
			profiler.start(ProfileKind.CPU);
			awaitKept(profiler);
			work.runFor(Duration.ofSeconds(12));
			ParsedProfile past = parsed(profiler.past(MINUTE));
			// Some 137 samples: four standard errors are 34 %.
			assertThat(nanosOf(past, "little")).isCloseTo(work.nanos(), Percentage.withPercentage(40));
		}
	}

	/** An interrupt closes the file that the thread is reading or writing. */
	@Test
	void whoIsInterruptedShouldNotTakeAnythingAlong() {
		try (ContinuousRecording continuous = recording(MINUTE, 1000)) {
			continuous.next();
			pass(Duration.ofMillis(1100));
			Thread.currentThread().interrupt();
			Profile profile = continuous.last(MINUTE);
			assertThat(Thread.interrupted()).isTrue();
			assertThat(values(profile)).containsExactly(1L);
			Thread.currentThread().interrupt();
			continuous.stop();
			assertThat(Thread.interrupted()).isTrue();
			assertThat(values(continuous.last(MINUTE))).containsExactly(1L, 1L);
		}
	}

	/** The same holds for an interrupt while a part ends. */
	@Test
	void partsShouldEndOnAThreadThatNobodyInterrupts() {
		try (ContinuousRecording continuous = recording(Duration.ofHours(1), 1000)) {
			continuous.start();
			while (!continuous.state().available()) {
				Thread.onSpinWait();
			}
			pass(Duration.ofMillis(1100));
			assertThat(values(continuous.last(MINUTE))).containsExactly(1L);
			assertThat(this.parts.get(0).endedBy).isEqualTo("pprof-continuous");
		}
	}

	@Test
	void whatIsClosedShouldNotBegin() {
		ContinuousRecording continuous = recording(MINUTE, 1000);
		continuous.close();
		// Threads of other tests may still be ending.
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		continuous.start();
		assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !before.contains(thread))
			.noneMatch((thread) -> thread.getName().equals("pprof-continuous"));
	}

	@Test
	void whatCannotBeRecordedShouldBeSaidAndTriedAgain() throws Exception {
		this.refusal = new ProfilingException.Conflict("taken");
		try (ContinuousRecording continuous = recording(MINUTE, 1000)) {
			continuous.next();
			assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(() -> continuous.last(MINUTE))
				.withMessage("No past CPU time is kept yet: taken");
			this.refusal = null;
			continuous.next();
			this.refusal = new ProfilingException.Conflict("taken again");
			continuous.next();
			assertThat(continuous.last(MINUTE).comments()).contains("Nothing is being recorded now: taken again");
		}
	}

	@Test
	void whereItIsOffNothingShouldBeginAndTheAnswerSayWhatToSet() {
		try (Profiler profiler = new Profiler(options(SamplingOptions.Continuous.OFF, CpuEngine.AUTO))) {
			profiler.start(ProfileKind.CPU);
			assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(() -> profiler.past(MINUTE))
				.withMessageContaining("pprof.cpu.continuous.enabled=true");
			assertThat(profiler.status().past().available()).isFalse();
		}
	}

	/** Samples less often than the windows of others, but as often while one is open. */
	@ParameterizedTest
	@EnumSource(value = CpuEngine.class, names = { "ASYNC_PROFILER", "JFR" })
	void thePastShouldHaveTheCpuTimeOfTheThreads(CpuEngine engine) throws Exception {
		CpuSplit before = new CpuSplit("before", 2, TWO_SECONDS);
		CpuSplit within = new CpuSplit("within", 2, TWO_SECONDS);
		SamplingOptions.Continuous keeping = new SamplingOptions.Continuous(true, 97, MINUTE, 1 << 24);
		try (Profiler profiler = new Profiler(options(keeping, engine))) {
			profiler.start(ProfileKind.CPU);
			awaitKept(profiler);
			before.run();
			ParsedProfile window;
			try (Recording recording = profiler.begin(ProfileKind.CPU)) {
				within.run();
				window = parsed(recording.stop());
			}
			Thread.sleep(1100); // no part is shorter than a second
			ParsedProfile past = parsed(profiler.take(ProfileRequest.past(MINUTE)));
			assertThat(nanosOf(past, "before")).isCloseTo(before.totalNanos(), Percentage.withPercentage(5));
			assertThat(nanosOf(past, "within")).isCloseTo(within.totalNanos(), Percentage.withPercentage(5));
			assertThat(nanosOf(window, "within")).isCloseTo(within.totalNanos(), Percentage.withPercentage(5));
			assertThat(nanosOf(window, "before")).isZero();
			assertThat(Duration.ofNanos(past.proto().getDurationNanos())).isBetween(Duration.ofSeconds(3), MINUTE);
			profiler.stop();
			assertThat(nanosOf(parsed(profiler.past(MINUTE)), "before")).as("at the end")
				.isEqualTo(nanosOf(past, "before"));
		}
		assertThat(files()).isEmpty();
	}

	/** Waits until the first part has begun. */
	private static void awaitKept(Profiler profiler) throws InterruptedException {
		while (!profiler.status().past().available()) {
			Thread.sleep(20);
		}
	}

	private ProfilerOptions options(SamplingOptions.Continuous continuous, CpuEngine engine) {
		return ProfilerOptions.defaults()
			.withTempDir(this.tempDir)
			.withSampling(
					SamplingOptions.defaults().withEngine(engine).withCpuFrequency(499).withContinuous(continuous));
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.walk(this.tempDir)) {
			return files.filter(Files::isRegularFile).map(Path::toString).toList();
		}
	}

	private static ParsedProfile parsed(Profile profile) {
		return ParsedProfile.of(new PprofEncoder(new Application("test", "")).encode(profile));
	}

	private static long nanosOf(ParsedProfile profile, String threads) {
		return profile.total(1,
				(sample) -> String.valueOf(profile.labels(sample).get("thread")).startsWith(threads + "-"));
	}

	private static List<Long> values(Profile profile) {
		return profile.samples().stream().map((sample) -> sample.values().get(0)).toList();
	}

	private void pass(Duration time) {
		this.nowNanos += time.toNanos();
	}

	private Instant now() {
		return Instant.EPOCH.plusNanos(this.nowNanos);
	}

	private ContinuousRecording recording(Duration retention, long maxBytes) {
		FakeSource source = new FakeSource();
		return new ContinuousRecording(() -> source, new SamplingOptions.Continuous(true, 19, retention, maxBytes),
				() -> this.nowNanos);
	}

	private final class FakeSource implements WindowSource {

		@Override
		public ProfileKind kind() {
			return ProfileKind.CPU;
		}

		@Override
		public String name() {
			return "fake";
		}

		@Override
		public SourceState state() {
			return SourceState.available("a fake");
		}

		@Override
		public Recording start() {
			ProfilingException refused = ContinuousRecordingTests.this.refusal;
			if (refused != null) {
				throw refused;
			}
			FakePart part = new FakePart("part-" + ContinuousRecordingTests.this.parts.size(), now());
			ContinuousRecordingTests.this.parts.add(part);
			return part;
		}

	}

	/** A part with one sample of its own. */
	private final class FakePart implements Recording {

		private final String name;

		private final Instant start;

		private Duration duration = Duration.ZERO;

		private boolean closed;

		private boolean broken;

		private volatile String endedBy = "";

		private FakePart(String name, Instant start) {
			this.name = name;
			this.start = start;
		}

		@Override
		public void end() {
			fail();
			if (Thread.currentThread().isInterrupted()) {
				throw new IllegalStateException("interrupted");
			}
			this.endedBy = Thread.currentThread().getName();
			this.duration = Duration.between(this.start, now()).plusNanos(1);
		}

		@Override
		public Profile stop() {
			fail();
			ProfileBuilder builder = new ProfileBuilder(ProfileKind.CPU, 1);
			builder.add(List.of(Frame.ofMissing(this.name)), Labels.EMPTY, 1, 1);
			return builder.build(this.start, this.duration);
		}

		private void fail() {
			if (this.broken) {
				throw new IllegalStateException("broken");
			}
		}

		@Override
		public boolean mustEnd() {
			return false;
		}

		@Override
		public long bytes() {
			return 10;
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
