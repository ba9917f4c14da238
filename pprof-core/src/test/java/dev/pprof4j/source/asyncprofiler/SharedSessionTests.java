package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.agent.LoadedAgent;
import dev.pprof4j.test.ParsedProfile;
import one.profiler.AsyncProfiler;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SharedSession}, with several windows at once and other users of
 * async-profiler.
 */
@Timeout(120)
class SharedSessionTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private TestedSources sources;

	@BeforeAll
	static void load(@TempDir Path tempDir) {
		LoadedAgent.load(tempDir);
	}

	@BeforeEach
	void open(@TempDir Path tempDir) {
		this.sources = new TestedSources(tempDir);
	}

	@AfterEach
	void nothingShouldBeLeft() throws IOException {
		this.sources.close();
	}

	@Test
	void windowsShouldHaveWhatHappenedInThemAndNothingElse() throws Exception {
		AsyncProfilerSource source = this.sources.cpu();
		CpuSplit one = new CpuSplit("one", 1, SECOND);
		CpuSplit two = new CpuSplit("two", 1, SECOND);
		CpuSplit three = new CpuSplit("three", 1, SECOND);
		try (Recording early = source.start()) {
			one.run();
			try (Recording late = source.start()) {
				two.run();
				ParsedProfile first = TestedSources.parsed(early);
				three.run();
				ParsedProfile second = TestedSources.parsed(late);
				assertThat(TestedSources.nanosOf(first, "one")).isCloseTo(one.totalNanos(),
						Percentage.withPercentage(5));
				assertThat(TestedSources.nanosOf(first, "two")).isCloseTo(two.totalNanos(),
						Percentage.withPercentage(5));
				assertThat(TestedSources.nanosOf(first, "three")).isZero();
				assertThat(TestedSources.nanosOf(second, "one")).isZero();
				assertThat(TestedSources.nanosOf(second, "two")).isCloseTo(two.totalNanos(),
						Percentage.withPercentage(5));
				assertThat(TestedSources.nanosOf(second, "three")).isCloseTo(three.totalNanos(),
						Percentage.withPercentage(5));
				assertThat(TestedSources.complaints(first)).isEmpty();
				assertThat(TestedSources.complaints(second)).isEmpty();
				assertThat(second.proto().getTimeNanos()).isGreaterThan(first.proto().getTimeNanos())
					.isLessThan(first.proto().getTimeNanos() + first.proto().getDurationNanos());
			}
		}
	}

	@Test
	void whoLeavesShouldNotTouchTheOthers() throws Exception {
		AsyncProfilerSource source = this.sources.cpu();
		CpuSplit split = new CpuSplit("split", 1, SECOND);
		try (Recording stays = source.start()) {
			source.start().close();
			Recording leaves = source.start();
			split.run();
			leaves.close();
			assertThat(TestedSources.nanosOf(TestedSources.parsed(stays), "split")).isCloseTo(split.totalNanos(),
					Percentage.withPercentage(5));
		}
	}

	/** An interrupt would close the channel that the thread is reading. */
	@Test
	void whoIsInterruptedShouldNotTouchTheOthers() throws Exception {
		AsyncProfilerSource source = this.sources.cpu();
		CpuSplit split = new CpuSplit("split", 1, SECOND);
		try (Recording stays = source.start()) {
			Thread.currentThread().interrupt();
			Recording interrupted = source.start();
			assertThat(Thread.interrupted()).isTrue();
			split.run();
			Thread.currentThread().interrupt();
			interrupted.end();
			assertThat(Thread.interrupted()).isTrue();
			for (Recording recording : List.of(stays, interrupted)) {
				ParsedProfile profile = TestedSources.parsed(recording);
				assertThat(TestedSources.nanosOf(profile, "split")).isCloseTo(split.totalNanos(),
						Percentage.withPercentage(5));
				assertThat(TestedSources.complaints(profile)).isEmpty();
			}
			interrupted.close();
		}
	}

	@Test
	void whatANewcomerCannotHaveShouldNotTouchTheOthers() throws Exception {
		AsyncProfilerSource.Shared shared = this.sources.shared();
		AsyncProfilerSource source = AsyncProfilerSource.cpu(TestedSources.INTERVAL, shared);
		AsyncProfilerSource refused = AsyncProfilerSource.cpu(Duration.ofNanos(-1), shared);
		CpuSplit before = new CpuSplit("before", 1, SECOND);
		CpuSplit after = new CpuSplit("after", 1, SECOND);
		try (Recording recording = source.start()) {
			before.run();
			assertThatIllegalArgumentException().isThrownBy(refused::start).withMessage("Invalid interval");
			after.run();
			ParsedProfile profile = TestedSources.parsed(recording);
			assertThat(TestedSources.nanosOf(profile, "before")).isCloseTo(before.totalNanos(),
					Percentage.withPercentage(5));
			assertThat(TestedSources.nanosOf(profile, "after")).isCloseTo(after.totalNanos(),
					Percentage.withPercentage(5));
			assertThat(TestedSources.complaints(profile)).noneMatch((comment) -> comment.startsWith("Cut short"));
		}
	}

	/** What others recorded earlier does not make a window full. */
	@Test
	void windowsShouldBeAsLargeAsTheirOwnPart() throws Exception {
		AsyncProfilerSource source = this.sources.cpu(999);
		try (Recording early = source.start()) {
			CpuSplit.burn(SECOND);
			try (Recording late = source.start()) {
				assertThat(late.bytes()).isLessThan(early.bytes());
				late.end();
			}
			early.end();
			assertThat(early.bytes()).isPositive();
		}
	}

	@Test
	void cpuAndTimeShouldBeTakenAtOnce() throws Exception {
		AsyncProfilerSource.Shared shared = this.sources.shared();
		CpuSplit one = new CpuSplit("one", 1, SECOND);
		CpuSplit two = new CpuSplit("two", 1, 5 * SECOND);
		CpuSplit three = new CpuSplit("three", 1, SECOND);
		CountDownLatch end = new CountDownLatch(1);
		Thread waits = new Thread(() -> TestedSources.parked(end), "waits-for-latch");
		waits.start();
		try (Recording cpu = AsyncProfilerSource.cpu(TestedSources.INTERVAL, shared).start()) {
			one.run();
			try (Recording wall = AsyncProfilerSource.wall(TestedSources.WALL_INTERVAL, shared).start()) {
				two.run();
				ParsedProfile time = TestedSources.parsed(wall);
				three.run();
				ParsedProfile used = TestedSources.parsed(cpu);
				assertThat(TestedSources.nanosOf(used, "one")).isCloseTo(one.totalNanos(),
						Percentage.withPercentage(5));
				assertThat(TestedSources.nanosOf(used, "two")).isCloseTo(two.totalNanos(),
						Percentage.withPercentage(5));
				assertThat(TestedSources.nanosOf(used, "three")).isCloseTo(three.totalNanos(),
						Percentage.withPercentage(5));
				assertThat(TestedSources.nanosOf(used, "waits")).isZero();
				assertThat(TestedSources.complaints(used)).singleElement()
					.asString()
					.matches("\\d+ ms are missing: async-profiler was restarted for another profile");
				assertThat(TestedSources.nanosOf(time, "waits")).isCloseTo(time.proto().getDurationNanos(),
						Percentage.withPercentage(10));
				assertThat(TestedSources.nanosOf(time, "one")).isZero();
				// Samples of CPU time would come on top.
				assertThat(TestedSources.nanosOf(time, "two")).isLessThan(time.proto().getDurationNanos() * 5 / 4);
				assertThat(TestedSources.complaints(time)).isEmpty();
			}
		}
		end.countDown();
		waits.join();
	}

	/** There are no samples of what they do during a restart. */
	@Test
	void threadsThatLiveOnShouldCountByTheirClocksWhateverIsRestarted() throws Exception {
		AsyncProfilerSource.Shared shared = this.sources.shared();
		try (Recording cpu = AsyncProfilerSource.cpu(TestedSources.INTERVAL, shared).start();
				ShortRuns runs = new ShortRuns("short", 2)) {
			for (int i = 0; i < 5; i++) {
				Thread.sleep(100);
				// A session goes on sampling what it samples already, so each window asks
				// for more.
				AsyncProfilerSource.wall(TestedSources.WALL_INTERVAL.minusMillis(i), shared).start().close();
			}
			runs.await();
			ParsedProfile profile = TestedSources.parsed(cpu);
			assertThat(TestedSources.nanosOf(profile, "short")).isCloseTo(runs.nanos(0) + runs.nanos(1),
					Percentage.withPercentage(2));
			assertThat(TestedSources.complaints(profile)).singleElement().asString().contains("was restarted");
		}
	}

	/** To dump what has been recorded so far, async-profiler ends a chunk. */
	@Test
	void someoneElsesDumpShouldChangeNothing() throws Exception {
		AsyncProfilerSource source = this.sources.cpu();
		AsyncProfiler profiler = new AsyncProfilerLibrary(null, this.sources.tempDir()).profiler();
		CpuSplit one = new CpuSplit("one", 1, SECOND);
		CpuSplit two = new CpuSplit("two", 1, SECOND);
		try (Recording first = source.start()) {
			one.run();
			profiler.execute("dump,jfr");
			try (Recording second = source.start()) {
				two.run();
				profiler.execute("dump,jfr");
				ParsedProfile late = TestedSources.parsed(second);
				ParsedProfile all = TestedSources.parsed(first);
				assertThat(TestedSources.nanosOf(late, "one")).isZero();
				assertThat(TestedSources.nanosOf(late, "two")).isCloseTo(two.totalNanos(),
						Percentage.withPercentage(5));
				assertThat(TestedSources.nanosOf(all, "one")).isCloseTo(one.totalNanos(), Percentage.withPercentage(5));
				assertThat(TestedSources.nanosOf(all, "two")).isCloseTo(two.totalNanos(), Percentage.withPercentage(5));
				assertThat(TestedSources.complaints(all)).isEmpty();
			}
		}
		assertThat(profiler.execute("status")).startsWith("Profiler is not active");
	}

	@Test
	void someoneElsesSessionShouldBeLeftAlone() throws Exception {
		AsyncProfiler profiler = new AsyncProfilerLibrary(null, this.sources.tempDir()).profiler();
		Path theirs = this.sources.tempDir().resolve("theirs");
		profiler.execute("start,event=cpu,signal=26,jfr,file=" + theirs);
		assertThatExceptionOfType(ProfilingException.Conflict.class).isThrownBy(this.sources.cpu()::start)
			.withMessageContaining("in use in this JVM by something else");
		assertThat(this.sources.cpu().state().available()).isFalse();
		assertThat(this.sources.cpu().state().reason()).contains("in use in this JVM by something else");
		assertThat(profiler.execute("status")).startsWith("Profiling is running");
		profiler.execute("stop");
		assertThat(this.sources.cpu().state().available()).isTrue();
		assertThat(theirs).isNotEmptyFile();
		Files.delete(theirs);
		this.sources.cpu().start().close();
	}

	/**
	 * The clocks of threads do not apply to it. Where threads share a CPU, two intervals
	 * of 10 ms may make one sample, but not two of 50 ms.
	 */
	@Test
	void whatWasSeenBeforeSomeoneElseStoppedItShouldBeKept() throws Exception {
		AsyncProfilerSource source = this.sources.cpu(20);
		AsyncProfiler profiler = new AsyncProfilerLibrary(null, this.sources.tempDir()).profiler();
		CpuSplit split = new CpuSplit("split", 1, 2 * SECOND);
		Path theirs = this.sources.tempDir().resolve("theirs");
		try (Recording first = source.start(); Recording second = source.start()) {
			split.run();
			assertThat(List.of(first.mustEnd(), second.mustEnd())).containsOnly(false);
			profiler.execute("stop");
			profiler.execute("start,event=cpu,signal=26,jfr,file=" + theirs);
			assertThat(List.of(first.mustEnd(), second.mustEnd())).containsOnly(true);
			for (Recording recording : List.of(first, second)) {
				ParsedProfile profile = TestedSources.parsed(recording);
				assertThat(TestedSources.nanosOf(profile, "split")).isCloseTo(split.totalNanos(),
						Percentage.withPercentage(5));
				assertThat(TestedSources.complaints(profile))
					.containsExactly("Cut short: async-profiler was stopped by something else in this JVM");
			}
			assertThat(profiler.execute("status")).startsWith("Profiling is running");
		}
		profiler.execute("stop");
		Files.delete(theirs);
		source.start().close();
	}

	/** Unlike on a full disk, another directory would not help. */
	@Test
	void whatCannotBeUnderstoodShouldBeSaid() throws Exception {
		try (Recording recording = this.sources.cpu().start()) {
			recording.end();
			try (RandomAccessFile file = new RandomAccessFile(recordingFile().toFile(), "rw")) {
				file.seek(5); // the version
				file.write(3);
			}
			assertThatExceptionOfType(ProfilingException.Failed.class).isThrownBy(recording::stop)
				.withMessage("The recording of async-profiler is lost: it is of another version: its format is 3");
		}
	}

	@Test
	void whatCannotBeEndedShouldSayWhyEachTime() throws Exception {
		AsyncProfiler profiler = new AsyncProfilerLibrary(null, this.sources.tempDir()).profiler();
		try (Recording recording = this.sources.cpu().start();
				RandomAccessFile file = new RandomAccessFile(recordingFile().toFile(), "rw")) {
			byte[] header = new byte[68];
			file.readFully(header);
			profiler.execute("stop");
			file.seek(0);
			file.write(header); // as if it still ran
			assertThatExceptionOfType(ProfilingException.Failed.class).isThrownBy(recording::stop);
			assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(recording::stop)
				.withMessageStartingWith("Cut short: async-profiler refused to continue (");
		}
		this.sources.cpu().start().close();
	}

	private Path recordingFile() throws IOException {
		try (Stream<Path> files = Files.walk(this.sources.tempDir())) {
			return files.filter((file) -> file.toString().endsWith(".jfr")).findFirst().orElseThrow();
		}
	}

	@Test
	void manyWindowsAtOnceShouldHaveTheirOwnTimeAndLeaveNothing() throws Exception {
		AsyncProfilerSource.Shared shared = this.sources.shared();
		AtomicInteger callerNumber = new AtomicInteger();
		ExecutorService callers = Executors.newFixedThreadPool(8,
				(task) -> new Thread(task, (char) ('a' + callerNumber.getAndIncrement()) + "-caller"));
		CpuSplit split = new CpuSplit("split", 1, 4 * SECOND);
		List<Future<Long>> windows = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			Random random = new Random(i);
			Callable<Long> window = (i % 3 == 0) ? () -> waitInAWindow(shared, random)
					: () -> workBeforeAWindowAndInIt(shared, random);
			windows.add(callers.submit(window));
		}
		split.run();
		for (Future<Long> window : windows) {
			assertThat(window.get()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(40));
		}
		callers.shutdown();
		assertThat(new AsyncProfilerLibrary(null, this.sources.tempDir()).profiler().execute("status"))
			.startsWith("Profiler is not active");
	}

	private static long waitInAWindow(AsyncProfilerSource.Shared shared, Random random) throws Exception {
		try (Recording recording = AsyncProfilerSource.wall(TestedSources.WALL_INTERVAL, shared).start()) {
			Thread.sleep(50 + random.nextInt(300));
			return TestedSources.parsed(recording).proto().getDurationNanos();
		}
	}

	/** What the thread does before, and what it costs to end, does not count. */
	private static long workBeforeAWindowAndInIt(AsyncProfilerSource.Shared shared, Random random) {
		CpuSplit.burn(SECOND / 5);
		try (Recording recording = AsyncProfilerSource.cpu(TestedSources.INTERVAL, shared).start()) {
			long nanos = SECOND / 5 + random.nextInt((int) SECOND / 5);
			CpuSplit.burn(nanos);
			recording.end();
			String caller = Thread.currentThread().getName().substring(0, 1);
			long reported = TestedSources.nanosOf(TestedSources.parsed(recording), caller);
			assertThat(reported).isCloseTo(nanos, Offset.offset(SECOND / 20));
			return reported;
		}
	}

	@Test
	void closeShouldEndTheSessionWithoutAProfile() {
		Recording recording = this.sources.cpu().start();
		recording.close();
		recording.close();
		this.sources.cpu().start().close();
	}

}
