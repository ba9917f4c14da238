package dev.pprof4j;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.agent.LoadedAgent;
import dev.pprof4j.test.CompleteSnapshot;
import dev.pprof4j.test.ParsedProfile;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Pprof}.
 */
@Timeout(120)
class PprofTests {

	@TempDir
	private Path directory;

	@BeforeAll
	static void load(@TempDir Path tempDir) {
		LoadedAgent.load(tempDir);
	}

	@Test
	@SuppressWarnings("try")
	void recordingsShouldGoToFilesStreamsAndBytes() throws Exception {
		Path file = this.directory.resolve("cpu.pb.gz");
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		CpuSplit split = new CpuSplit("split", 2, TimeUnit.SECONDS.toNanos(1));
		Profile profile;
		byte[] bytes;
		try (Pprof pprof = Pprof.start("program")) {
			try (RunningProfile early = pprof.record(ProfileKind.CPU, file);
					RunningProfile late = pprof.record(ProfileKind.CPU, stream);
					RunningProfile kept = pprof.record(ProfileKind.CPU)) {
				split.run();
				profile = kept.stop();
				assertThat(kept.stop()).isSameAs(profile);
				assertThat(file).doesNotExist();
				early.close();
				assertThat(file).exists();
				late.close();
			}
			bytes = pprof.bytes(profile);
		}
		for (byte[] written : List.of(Files.readAllBytes(file), stream.toByteArray(), bytes)) {
			ParsedProfile parsed = ParsedProfile.of(written);
			assertThat(parsed.cumulative(1, CpuSplit.class.getName() + ".work")).isCloseTo(split.totalNanos(),
					Percentage.withPercentage(8));
		}
	}

	/** For example, a batch job in an application whose profiles others take. */
	@Test
	@SuppressWarnings("try")
	void profilerOfSomebodyElseShouldBeSharedAndLeftOpen() throws Exception {
		CpuSplit split = new CpuSplit("shared", 1, TimeUnit.SECONDS.toNanos(1));
		PprofEncoder encoder = new PprofEncoder(new Application("theirs", ""));
		try (Profiler profiler = new Profiler(ProfilerOptions.defaults().withTempDir(this.directory))) {
			Profile theirs;
			Profile ours;
			try (Recording recording = profiler.begin(ProfileKind.CPU); Pprof pprof = Pprof.of(profiler, encoder)) {
				assertThat(pprof.profiler()).isSameAs(profiler);
				try (RunningProfile running = pprof.record(ProfileKind.CPU)) {
					split.run();
					ours = running.stop();
				}
				pprof.close();
				theirs = recording.stop();
			}
			for (Profile profile : List.of(ours, theirs)) {
				assertThat(ParsedProfile.of(encoder.encode(profile)).cumulative(1, CpuSplit.class.getName() + ".work"))
					.isCloseTo(split.totalNanos(), Percentage.withPercentage(8));
			}
			byte[] threads = encoder.encode(profiler.snapshot(ProfileKind.GOROUTINE));
			assertThat(ParsedProfile.of(threads).total(0)).isPositive();
		}
	}

	/** For example, a task whose executor is shut down. */
	@Test
	void aTaskThatIsInterruptedShouldHaveItsProfile() throws Exception {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		CpuSplit split = new CpuSplit("interrupted", 1, TimeUnit.SECONDS.toNanos(1));
		try (Pprof pprof = Pprof.start("program")) {
			RunningProfile running = pprof.record(ProfileKind.CPU, out);
			split.run();
			Thread.currentThread().interrupt();
			running.close();
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(ParsedProfile.of(out.toByteArray()).cumulative(1, CpuSplit.class.getName() + ".work"))
			.isCloseTo(split.totalNanos(), Percentage.withPercentage(8));
	}

	@Test
	void snapshotsShouldHaveAllFormats() throws Exception {
		Path file = this.directory.resolve("heap.pb.gz");
		try (Pprof pprof = Pprof.start("program")) {
			pprof.count(ProfileKind.THREADCREATE);
			Profile before = pprof.snapshot(ProfileKind.THREADCREATE);
			Thread thread = new Thread(() -> {
			});
			thread.start();
			thread.join();
			pprof.write(ProfileKind.HEAP, file);
			assertThat(ParsedProfile.of(Files.readAllBytes(file)).sampleTypes()).contains("inuse_space/bytes");
			ByteArrayOutputStream stream = new ByteArrayOutputStream();
			pprof.write(ProfileKind.ALLOCS, stream);
			assertThat(ParsedProfile.of(stream.toByteArray()).sampleTypes()).contains("alloc_space/bytes");
			assertThat(Pprof.text(pprof.snapshot(ProfileKind.HEAP))).startsWith("heap profile: ");
			assertThat(Pprof.text(pprof.snapshot(ProfileKind.GOROUTINE))).startsWith("goroutine profile: total ")
				.contains("PprofTests.snapshotsShouldHaveAllFormats");
			Profile started = CompleteSnapshot.of(() -> pprof.snapshot(ProfileKind.THREADCREATE), Profile::comments)
				.since(before, Duration.ofSeconds(1));
			assertThat(Pprof.text(started)).contains("PprofTests.snapshotsShouldHaveAllFormats");
			assertThat(pprof.threads()).contains("goroutine ", "PprofTests.snapshotsShouldHaveAllFormats");
			assertThat(Pprof.text(pprof.snapshot(ProfileKind.BLOCK))).startsWith("--- contention:");
			assertThatIllegalArgumentException().isThrownBy(() -> pprof.record(ProfileKind.HEAP))
				.withMessage("HEAP is counted since the start: take a snapshot of it");
			assertThatIllegalArgumentException().isThrownBy(() -> pprof.snapshot(ProfileKind.CPU));
			assertThatIllegalArgumentException().isThrownBy(() -> pprof.count(ProfileKind.CPU))
				.withMessage("CPU is recorded over a window, not counted: record it");
		}
	}

	@Test
	void nothingShouldRunUntilItIsUsed() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		try (Pprof pprof = Pprof.start("program")) {
			Set<Thread> now = Thread.getAllStackTraces().keySet();
			assertThat(pprof.profiler().options()).isEqualTo(ProfilerOptions.defaults());
			assertThat(now.stream().filter((thread) -> !before.contains(thread)).collect(Collectors.toList()))
				.noneMatch((thread) -> thread.getName().startsWith("pprof"));
		}
	}

	@Test
	void whatIsRecordedForLongShouldBeThereInFull() throws Exception {
		List<ParsedProfile> profiles = new ArrayList<>();
		try (Pprof pprof = Pprof.start("program")) {
			for (ProfileKind kind : List.of(ProfileKind.CPU, ProfileKind.WALL)) {
				ByteArrayOutputStream out = new ByteArrayOutputStream();
				try (RunningProfile running = pprof.record(kind, out)) {
					TimeUnit.MILLISECONDS.sleep(300);
					assertThat(running.stop().duration()).isPositive();
				}
				profiles.add(ParsedProfile.of(out.toByteArray()));
			}
		}
		assertThat(profiles).extracting(ParsedProfile::sampleTypes)
			.containsExactly(List.of("samples/count", "cpu/nanoseconds"), List.of("samples/count", "time/nanoseconds"));
	}

}
