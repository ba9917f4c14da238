package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProcessCpu;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.asyncprofiler.AsyncProfilerCommand.Intervals;
import dev.pprof4j.symbol.SourceFiles;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import dev.pprof4j.test.VirtualThread;
import dev.pprof4j.test.proto.Function;
import one.profiler.AsyncProfiler;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AsyncProfilerSource} against the threads' own CPU clocks, and known
 * waits.
 */
class AsyncProfilerSourceTests {

	private static final String SPLIT = CpuSplit.class.getName();

	private static final String LOOP = InlinedLoop.class.getName();

	private static final int CPU = 1;

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final Duration INTERVAL = Duration.ofSeconds(1).dividedBy(99);

	private static final Duration WALL_INTERVAL = Duration.ofMillis(20);

	@TempDir
	Path tempDir;

	private PrivateDirectory directory;

	@BeforeEach
	void open() {
		this.directory = new PrivateDirectory(this.tempDir);
	}

	@AfterEach
	void nothingShouldBeLeft() throws IOException {
		try (Stream<Path> files = Files.walk(this.tempDir)) {
			assertThat(files.filter((file) -> file.toString().endsWith(".jfr"))).isEmpty();
		}
		this.directory.close();
		assertThat(this.tempDir.toFile().list((folder, name) -> name.startsWith("pprof4j-"))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 99, 499 })
	void cpuTimeShouldBeThatOfTheThreads(int frequency) throws Exception {
		CpuSplit split = new CpuSplit("split", 4, TimeUnit.SECONDS.toNanos(4));
		ParsedProfile profile;
		try (Recording recording = source(frequency).start()) {
			split.run();
			profile = parsed(recording);
		}
		long workers = profile.total(CPU,
				(sample) -> String.valueOf(profile.labels(sample).get("thread")).startsWith("split-"));
		assertThat(workers).isCloseTo(split.totalNanos(), Percentage.withPercentage(3));
		// At 99 Hz 1,584 samples: the standard error of a share of 0.6 is 0.012, of 0.1
		// 0.008.
		// Four of them.
		double all = workers;
		assertThat(profile.cumulative(CPU, SPLIT + ".sixty") / all).isCloseTo(split.share(0), Offset.offset(0.05));
		assertThat(profile.cumulative(CPU, SPLIT + ".thirty") / all).isCloseTo(split.share(1), Offset.offset(0.047));
		assertThat(profile.cumulative(CPU, SPLIT + ".ten") / all).isCloseTo(split.share(2), Offset.offset(0.03));
		assertThat(profile.total(CPU)).isEqualTo(profile.total(0) * profile.proto().getPeriod());
	}

	@Test
	void profileShouldSayWhatItIs() throws Exception {
		CpuSplit split = new CpuSplit("split", 1, TimeUnit.MILLISECONDS.toNanos(300));
		long before = System.currentTimeMillis();
		ParsedProfile profile;
		try (Recording recording = source().start()) {
			split.run();
			profile = parsed(recording);
		}
		long after = System.currentTimeMillis();
		assertThat(profile.proto().getPeriod()).isEqualTo(10_101_010);
		assertThat(TimeUnit.NANOSECONDS.toMillis(profile.proto().getTimeNanos())).isBetween(before, after);
		assertThat(TimeUnit.NANOSECONDS.toMillis(profile.proto().getDurationNanos())).isBetween(250L, after - before);
		Function function = profile.functionNamed(SPLIT + ".sixty").orElseThrow();
		assertThat(profile.string(function.getFilename())).isEqualTo("dev/pprof4j/source/CpuSplit.java");
		assertThat(profile.string(function.getSystemName())).isEqualTo(SPLIT + ".sixty(I)V");
		assertThat(profile.proto().getSampleList())
			.anySatisfy((sample) -> assertThat(profile.labels(sample)).containsEntry("thread", "split-0")
				.containsKey("thread_id"));
	}

	@Test
	void inlinedMethodsShouldBeToldApartWhenTheLibraryWasLoadedEarly() throws IOException {
		inlinedMethodsShouldBeToldApart("early");
	}

	@Test
	@RequiresNativeSampler
	void inlinedMethodsShouldBeToldApartWhileTheHeapIsSampled() throws IOException {
		inlinedMethodsShouldBeToldApart("armed");
	}

	private void inlinedMethodsShouldBeToldApart(String when) throws IOException {
		InlinedProfile inlined = inlinedLoop(when);
		ParsedProfile profile = inlined.profile();
		long workers = profile.total(CPU,
				(sample) -> String.valueOf(profile.labels(sample).get("thread")).startsWith("worker-"));
		assertThat(workers).isCloseTo(inlined.cpuNanos(), Percentage.withPercentage(3));
		// 7,984 samples: standard errors of 0.006, 0.005 and 0.003; the rest is for line
		// tables, which book a little of a loop on its neighbour.
		double all = workers;
		assertThat(profile.flat(CPU, LOOP + ".sixty") / all).isCloseTo(0.6, Offset.offset(0.05));
		assertThat(profile.flat(CPU, LOOP + ".thirty") / all).isCloseTo(0.3, Offset.offset(0.047));
		assertThat(profile.flat(CPU, LOOP + ".ten") / all).isCloseTo(0.1, Offset.offset(0.03));
		assertThat(profile.inlined()).contains(LOOP + ".sixty", LOOP + ".thirty", LOOP + ".ten")
			.doesNotContain(LOOP + ".burn");
		assertThat(profile.comments()).isEmpty();
	}

	@Test
	void inlinedMethodsShouldBeTakenForTheirCallerWhenTheLibraryIsLoadedLate() throws IOException {
		// Why loading early matters. When a JVM comes that needs it no more, this fails:
		// good news.
		ParsedProfile profile = inlinedLoop("late").profile();
		double all = profile.cumulative(CPU, LOOP + ".burn");
		assertThat(profile.flat(CPU, LOOP + ".loop") / all).isGreaterThan(0.9);
		assertThat(profile.comments()).singleElement().asString().contains("pprof.cpu.preload");
	}

	@Test
	void codeOfTheKernelAndOfLibrariesShouldBeRecognisable() throws Exception {
		ParsedProfile profile;
		try (Recording recording = source(499).start()) {
			try (InputStream random = Files.newInputStream(Path.of("/dev/urandom"))) {
				random.readNBytes(100_000_000);
			}
			profile = parsed(recording);
		}
		assertThat(profile.proto().getFunctionList()).extracting((function) -> profile.string(function.getFilename()))
			.anyMatch((file) -> file.startsWith("libc") || file.startsWith("libjvm") || file.startsWith("libnio"));
		assertThat(profile.proto().getFunctionList()).extracting((function) -> profile.string(function.getName()))
			.filteredOn((name) -> name.endsWith("_[k]"))
			.allSatisfy((name) -> assertThat(profile.functionNamed(name))
				.hasValueSatisfying((f) -> assertThat(profile.string(f.getFilename())).isEqualTo("[kernel]")));
	}

	@Test
	void workOfTheGarbageCollectorShouldBeRecognisable() throws Exception {
		ParsedProfile profile;
		try (Recording recording = source().start()) {
			byte[][] live = new byte[20_000][1000];
			for (int i = 0; i < 50; i++) {
				System.gc();
			}
			assertThat(live).hasNumberOfRows(20_000);
			profile = parsed(recording);
		}
		assertThat(profile.proto().getSampleList()).anySatisfy((sample) -> {
			assertThat(String.valueOf(profile.labels(sample).get("thread"))).matches("(GC Thread|G1|VM Thread).*");
			assertThat(profile.labels(sample)).doesNotContainKey("thread_id");
			assertThat(sample.getLocationIdList()).anyMatch(
					(id) -> profile.string(profile.function(profile.location(id)).getFilename()).equals("libjvm.so"));
		});
	}

	@Test
	void windowsShouldHaveWhatHappenedInThemAndNothingElse() throws Exception {
		AsyncProfilerSource source = source();
		CpuSplit one = new CpuSplit("one", 2, SECOND);
		CpuSplit two = new CpuSplit("two", 2, SECOND);
		CpuSplit three = new CpuSplit("three", 2, SECOND);
		try (Recording early = source.start()) {
			one.run();
			try (Recording late = source.start()) {
				two.run();
				ParsedProfile first = parsed(early);
				three.run();
				ParsedProfile second = parsed(late);
				assertThat(nanosOf(first, "one")).isCloseTo(one.totalNanos(), Percentage.withPercentage(5));
				assertThat(nanosOf(first, "two")).isCloseTo(two.totalNanos(), Percentage.withPercentage(5));
				assertThat(nanosOf(first, "three")).isZero();
				assertThat(nanosOf(second, "one")).isZero();
				assertThat(nanosOf(second, "two")).isCloseTo(two.totalNanos(), Percentage.withPercentage(5));
				assertThat(nanosOf(second, "three")).isCloseTo(three.totalNanos(), Percentage.withPercentage(5));
				assertThat(complaints(first)).isEmpty();
				assertThat(complaints(second)).isEmpty();
				assertThat(second.proto().getTimeNanos()).isGreaterThan(first.proto().getTimeNanos())
					.isLessThan(first.proto().getTimeNanos() + first.proto().getDurationNanos());
			}
		}
	}

	@Test
	void whoLeavesShouldNotTouchTheOthers() throws Exception {
		AsyncProfilerSource source = source();
		CpuSplit split = new CpuSplit("split", 1, SECOND);
		try (Recording stays = source.start()) {
			source.start().close();
			Recording leaves = source.start();
			split.run();
			leaves.close();
			assertThat(nanosOf(parsed(stays), "split")).isCloseTo(split.totalNanos(), Percentage.withPercentage(5));
		}
	}

	@Test
	void timeShouldBeThatOfTheClock() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		Thread waits = new Thread(() -> parked(end), "waits-for-latch");
		waits.start();
		CpuSplit split = new CpuSplit("split", 1, SECOND);
		ParsedProfile profile;
		try (Recording recording = AsyncProfilerSource.wall(WALL_INTERVAL, shared()).start()) {
			split.run();
			profile = parsed(recording);
		}
		end.countDown();
		waits.join();
		assertThat(profile.sampleTypes()).containsExactly("samples/count", "time/nanoseconds");
		assertThat(profile.proto().getPeriod()).isEqualTo(20_000_000);
		assertThat(profile.string(profile.proto().getPeriodType().getType())).isEqualTo("wallclock");
		long duration = profile.proto().getDurationNanos();
		assertThat(nanosOf(profile, "waits")).isCloseTo(duration, Percentage.withPercentage(10));
		assertThat(profile.cumulative(1, getClass().getName() + ".parked")).isEqualTo(nanosOf(profile, "waits"));
		assertThat(profile.cumulative(1, SPLIT + ".work")).isCloseTo(duration, Percentage.withPercentage(20));
	}

	@Test
	void cpuAndTimeShouldBeTakenAtOnce() throws Exception {
		AsyncProfilerSource.Shared shared = shared();
		CpuSplit one = new CpuSplit("one", 1, SECOND);
		CpuSplit two = new CpuSplit("two", 1, SECOND);
		CpuSplit three = new CpuSplit("three", 1, SECOND);
		CountDownLatch end = new CountDownLatch(1);
		Thread waits = new Thread(() -> parked(end), "waits-for-latch");
		waits.start();
		try (Recording cpu = AsyncProfilerSource.cpu(INTERVAL, shared).start()) {
			one.run();
			try (Recording wall = AsyncProfilerSource.wall(WALL_INTERVAL, shared).start()) {
				two.run();
				ParsedProfile time = parsed(wall);
				three.run();
				ParsedProfile used = parsed(cpu);
				assertThat(nanosOf(used, "one")).isCloseTo(one.totalNanos(), Percentage.withPercentage(5));
				assertThat(nanosOf(used, "two")).isCloseTo(two.totalNanos(), Percentage.withPercentage(5));
				assertThat(nanosOf(used, "three")).isCloseTo(three.totalNanos(), Percentage.withPercentage(5));
				assertThat(nanosOf(used, "waits")).isZero();
				assertThat(complaints(used)).singleElement()
					.asString()
					.matches("\\d+ ms are missing: async-profiler was restarted for another profile");
				assertThat(nanosOf(time, "waits")).isCloseTo(time.proto().getDurationNanos(),
						Percentage.withPercentage(10));
				assertThat(nanosOf(time, "one")).isZero();
				assertThat(complaints(time)).isEmpty();
			}
		}
		end.countDown();
		waits.join();
	}

	/** Whoever wants to see what there is so far has async-profiler end a chunk. */
	@Test
	void someoneElsesDumpShouldChangeNothing() throws Exception {
		AsyncProfilerSource source = source();
		AsyncProfiler profiler = new AsyncProfilerLibrary(null, this.tempDir).profiler();
		CpuSplit one = new CpuSplit("one", 1, SECOND);
		CpuSplit two = new CpuSplit("two", 1, SECOND);
		try (Recording first = source.start()) {
			one.run();
			profiler.execute("dump,jfr");
			try (Recording second = source.start()) {
				two.run();
				profiler.execute("dump,jfr");
				ParsedProfile late = parsed(second);
				ParsedProfile all = parsed(first);
				assertThat(nanosOf(late, "one")).isZero();
				assertThat(nanosOf(late, "two")).isCloseTo(two.totalNanos(), Percentage.withPercentage(5));
				assertThat(nanosOf(all, "one")).isCloseTo(one.totalNanos(), Percentage.withPercentage(5));
				assertThat(nanosOf(all, "two")).isCloseTo(two.totalNanos(), Percentage.withPercentage(5));
				assertThat(complaints(all)).isEmpty();
			}
		}
		assertThat(profiler.execute("status")).startsWith("Profiler is not active");
	}

	@Test
	void someoneElsesSessionShouldBeLeftAlone() throws Exception {
		AsyncProfiler profiler = new AsyncProfilerLibrary(null, this.tempDir).profiler();
		Path theirs = this.tempDir.resolve("theirs");
		profiler.execute("start,event=cpu,signal=26,jfr,file=" + theirs);
		assertThatExceptionOfType(ProfilingException.Conflict.class).isThrownBy(source()::start)
			.withMessageContaining("in use in this JVM by something else");
		assertThat(source().state().available()).isFalse();
		assertThat(source().state().reason()).contains("in use in this JVM by something else");
		assertThat(profiler.execute("status")).startsWith("Profiling is running");
		profiler.execute("stop");
		assertThat(source().state().available()).isTrue();
		assertThat(theirs).isNotEmptyFile();
		Files.delete(theirs);
		source().start().close();
	}

	@Test
	void whatWasSeenBeforeSomeoneElseStoppedItShouldBeKept() throws Exception {
		AsyncProfilerSource source = source();
		AsyncProfiler profiler = new AsyncProfilerLibrary(null, this.tempDir).profiler();
		CpuSplit split = new CpuSplit("split", 1, SECOND);
		Path theirs = this.tempDir.resolve("theirs");
		try (Recording first = source.start(); Recording second = source.start()) {
			split.run();
			profiler.execute("stop");
			profiler.execute("start,event=cpu,signal=26,jfr,file=" + theirs);
			for (Recording recording : List.of(first, second)) {
				ParsedProfile profile = parsed(recording);
				assertThat(nanosOf(profile, "split")).isCloseTo(split.totalNanos(), Percentage.withPercentage(5));
				assertThat(complaints(profile))
					.containsExactly("Cut short: async-profiler was stopped by something else in this JVM");
			}
			assertThat(profiler.execute("status")).startsWith("Profiling is running");
		}
		profiler.execute("stop");
		Files.delete(theirs);
		source.start().close();
	}

	@Test
	void manyWindowsAtOnceShouldLeaveNothing() throws Exception {
		AsyncProfilerSource.Shared shared = shared();
		ExecutorService callers = Executors.newFixedThreadPool(8);
		CpuSplit split = new CpuSplit("split", 1, 4 * SECOND);
		List<Future<ParsedProfile>> profiles = new ArrayList<>();
		for (int i = 0; i < 40; i++) {
			Random random = new Random(i);
			boolean wall = i % 3 == 0;
			profiles.add(callers.submit(() -> {
				try (Recording recording = (wall ? AsyncProfilerSource.wall(WALL_INTERVAL, shared)
						: AsyncProfilerSource.cpu(INTERVAL, shared))
					.start()) {
					Thread.sleep(50 + random.nextInt(300));
					return parsed(recording);
				}
			}));
		}
		split.run();
		for (Future<ParsedProfile> profile : profiles) {
			assertThat(profile.get().proto().getDurationNanos()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(40));
		}
		callers.shutdown();
		assertThat(new AsyncProfilerLibrary(null, this.tempDir).profiler().execute("status"))
			.startsWith("Profiler is not active");
	}

	/**
	 * But for what may be said in any run: other tests may have run virtual threads in
	 * this JVM, and a signal in the middle of another's sample is a sample dropped.
	 */
	private static List<String> complaints(ParsedProfile profile) {
		return profile.comments()
			.stream()
			.filter((comment) -> !comment.equals(AsyncProfilerSource.VIRTUAL))
			.filter((comment) -> !comment.matches("\\d samples of .* were dropped by async-profiler"))
			.toList();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whatIsMissingOfVirtualThreadsShouldBeSaid() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		VirtualThread.start(() -> parked(end));
		try (Recording recording = source().start()) {
			assertThat(parsed(recording).comments()).contains(AsyncProfilerSource.VIRTUAL);
		}
		end.countDown();
	}

	private static void parked(CountDownLatch end) {
		try {
			end.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static long nanosOf(ParsedProfile profile, String thread) {
		return profile.total(1,
				(sample) -> String.valueOf(profile.labels(sample).get("thread")).startsWith(thread + "-"));
	}

	@Test
	void closeShouldEndTheSessionWithoutAProfile() {
		Recording recording = source().start();
		recording.close();
		recording.close();
		source().start().close();
	}

	@Test
	void samplesThatWereLostShouldBeVisible() throws Exception {
		Path file = this.directory.createFile(".jfr");
		AsyncProfilerLibrary library = new AsyncProfilerLibrary(null, this.tempDir);
		library.profiler()
			.execute(AsyncProfilerCommand.start(Set.of(SampledEvent.CPU), new Intervals(10_000_000, 20_000_000), file));
		library.profiler().execute(AsyncProfilerCommand.STOP);
		SourceFiles sourceFiles = new SourceFiles(getClass().getClassLoader());
		ExecutionSamples samples = new ExecutionSamples(SampledEvent.CPU, 10_000_000, sourceFiles);
		samples.add(file, 10_000_000);
		samples.addLost(7, 70_000_000);
		byte[] bytes = encoder().encode(samples.build(0));
		assertThat(ParsedProfile.of(bytes).flat(CPU, "[lost samples]")).isEqualTo(70_000_000);
		assertThat(library.profiler().execute(AsyncProfilerCommand.METRICS)).contains("samples_skipped_total ");
		Files.delete(file);
	}

	/**
	 * As where a process may open no more files: async-profiler needs one for each
	 * thread.
	 */
	@Test
	void noSamplesShouldBeExplainedWhereThereShouldBeSome() throws Exception {
		Path file = this.directory.createFile(".jfr");
		AsyncProfilerLibrary library = new AsyncProfilerLibrary(null, this.tempDir);
		ExecutionSamples samples = new ExecutionSamples(SampledEvent.CPU, 10_000_000,
				new SourceFiles(getClass().getClassLoader()));
		library.profiler()
			.execute(AsyncProfilerCommand.start(Set.of(SampledEvent.WALL), new Intervals(1, 20_000_000), file));
		ProcessCpu cpu = new ProcessCpu();
		cpu.begin();
		new CpuSplit("split", 1, SECOND).run();
		library.profiler().execute(AsyncProfilerCommand.STOP);
		samples.add(file, 10_000_000);
		assertThat(samples.build(cpu.usedNanos()).comments()).singleElement()
			.asString()
			.matches("There are no samples, although \\d+ ms of CPU time were used: .* open files .*");
		Files.delete(file);
	}

	private InlinedProfile inlinedLoop(String when) throws IOException {
		Path file = this.tempDir.resolve(when + ".pb.gz");
		String output = new ChildJvm().with(InlinedLoop.INLINE).run(InlinedLoop.class, when, file.toString());
		long cpuNanos = Long.parseLong(output.substring(output.lastIndexOf('=') + 1).strip());
		return new InlinedProfile(ParsedProfile.of(Files.readAllBytes(file)), cpuNanos);
	}

	private record InlinedProfile(ParsedProfile profile, long cpuNanos) {

	}

	private AsyncProfilerSource source() {
		return AsyncProfilerSource.cpu(INTERVAL, shared());
	}

	/** With more than 100 samples a second it is another clock that ticks. */
	private AsyncProfilerSource source(int frequency) {
		return AsyncProfilerSource.cpu(Duration.ofSeconds(1).dividedBy(frequency), shared());
	}

	private AsyncProfilerSource.Shared shared() {
		return new AsyncProfilerSource.Shared(new AsyncProfilerLibrary(null, this.tempDir), this.directory,
				new SourceFiles(getClass().getClassLoader()), () -> true);
	}

	private static ParsedProfile parsed(Recording recording) {
		return ParsedProfile.of(encoder().encode(recording.stop()));
	}

	private static PprofEncoder encoder() {
		return new PprofEncoder(new Application("test", ""));
	}

}
