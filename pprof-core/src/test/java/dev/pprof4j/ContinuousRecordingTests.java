package dev.pprof4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
import dev.pprof4j.test.ParsedProfile;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ContinuousRecording}: what is kept with sources that record nothing,
 * and what it is worth with those of this library, against the threads' own CPU clocks.
 */
class ContinuousRecordingTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final long TWO_SECONDS = TimeUnit.SECONDS.toNanos(2);

	@TempDir
	Path tempDir;

	private final List<FakePart> parts = new ArrayList<>();

	private @Nullable ProfilingException refusal;

	@Test
	void lastShouldHaveThePartsOfThatTime() throws Exception {
		try (ContinuousRecording continuous = recording(MINUTE, 1000)) {
			continuous.next();
			continuous.next();
			Thread.sleep(1500);
			continuous.next();
			continuous.next();
			assertThat(values(continuous.last(Duration.ofSeconds(1)))).containsExactly(1L, 1L);
			assertThat(values(continuous.last(MINUTE))).containsExactly(1L, 1L, 1L);
			assertThat(values(continuous.last(MINUTE))).as("read again").containsExactly(1L, 1L, 1L);
			assertThat(continuous.kept()).isGreaterThan(Duration.ofSeconds(1));
		}
		assertThat(this.parts).hasSize(4).allMatch((part) -> part.closed);
	}

	@Test
	void lastShouldBeUpToNow() throws Exception {
		try (ContinuousRecording continuous = recording(MINUTE, 1000)) {
			continuous.next();
			Thread.sleep(1100);
			assertThat(values(continuous.last(MINUTE))).containsExactly(1L);
			assertThat(continuous.last(MINUTE).comments()).containsExactly("No more is kept than the last 1 s");
		}
	}

	@Test
	void whatIsTooOldShouldBeDropped() throws Exception {
		try (ContinuousRecording continuous = recording(Duration.ofSeconds(1), 1000)) {
			continuous.next();
			continuous.next();
			Thread.sleep(1100);
			continuous.next();
			assertThat(this.parts.get(0).closed).isTrue();
			assertThat(this.parts.get(1).closed).isFalse();
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
	void whatCannotBeRecordedShouldBeSaidAndTriedAgain() throws Exception {
		this.refusal = new ProfilingException.Conflict("taken");
		try (ContinuousRecording continuous = recording(MINUTE, 1000)) {
			continuous.next();
			assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(() -> continuous.last(MINUTE))
				.withMessage("Nothing of the past is kept yet: taken");
			this.refusal = null;
			continuous.next();
			this.refusal = new ProfilingException.Conflict("taken again");
			continuous.next();
			assertThat(continuous.last(MINUTE).comments()).contains("Nothing is recorded now: taken again");
		}
	}

	@Test
	void whereItIsOffNothingShouldBeginAndTheAnswerSayWhatToSet() {
		try (Profiler profiler = new Profiler(options(SamplingOptions.Continuous.OFF, CpuEngine.AUTO))) {
			profiler.start(ProfileKind.CPU);
			assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(() -> profiler.past(MINUTE))
				.withMessageContaining("pprof.cpu.continuous.enabled=true");
			assertThat(profiler.status().kept()).isZero();
		}
	}

	/** Not as often, and then as often, as the windows that others take meanwhile. */
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

	/** The first part has begun, and with it all that comes. */
	private static void awaitKept(Profiler profiler) throws InterruptedException {
		while (profiler.status().kept().isZero()) {
			Thread.sleep(20);
		}
	}

	private ProfilerOptions options(SamplingOptions.Continuous continuous, CpuEngine engine) {
		ProfilerOptions defaults = ProfilerOptions.defaults();
		return new ProfilerOptions(defaults.maxDuration(), 2, this.tempDir, getClass().getClassLoader(),
				new SamplingOptions(engine, 499, SamplingOptions.DEFAULT_WALL_INTERVAL, null, false, continuous),
				defaults.heap(), defaults.events(), defaults.goroutine());
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

	private ContinuousRecording recording(Duration retention, long maxBytes) {
		FakeSource source = new FakeSource();
		return new ContinuousRecording(() -> source, new SamplingOptions.Continuous(true, 19, retention, maxBytes));
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
			FakePart part = new FakePart("part-" + ContinuousRecordingTests.this.parts.size());
			ContinuousRecordingTests.this.parts.add(part);
			return part;
		}

	}

	/** One sample of its own. */
	private static final class FakePart implements Recording {

		private final String name;

		private final Instant start = Instant.now();

		private Duration duration = Duration.ZERO;

		private boolean closed;

		private FakePart(String name) {
			this.name = name;
		}

		@Override
		public void end() {
			this.duration = Duration.between(this.start, Instant.now()).plusNanos(1);
		}

		@Override
		public Profile stop() {
			ProfileBuilder builder = new ProfileBuilder(ProfileKind.CPU, 1);
			builder.add(List.of(Frame.ofMissing(this.name)), Labels.EMPTY, 1, 1);
			return builder.build(this.start, this.duration);
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
