package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.ProcessCpu;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.agent.LoadedAgent;
import dev.pprof4j.symbol.SourceFiles;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import dev.pprof4j.test.VirtualThread;
import dev.pprof4j.test.proto.Function;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests for {@link AsyncProfilerSource} against the threads' own CPU clocks, and known
 * waits.
 */
@Timeout(240)
class AsyncProfilerSourceTests {

	private static final String SPLIT = CpuSplit.class.getName();

	private static final String LOOP = InlinedLoop.class.getName();

	private static final int CPU = 1;

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

	@ParameterizedTest
	@ValueSource(ints = { 99, 499 })
	void cpuTimeShouldBeThatOfTheThreads(int frequency) throws Exception {
		CpuSplit split = new CpuSplit("split", 4, TimeUnit.SECONDS.toNanos(4));
		ParsedProfile profile;
		try (Recording recording = this.sources.cpu(frequency).start()) {
			split.run();
			profile = TestedSources.parsed(recording);
		}
		long workers = profile.total(CPU,
				(sample) -> String.valueOf(profile.labels(sample).get("thread")).startsWith("split-"));
		assertThat(workers).isCloseTo(split.totalNanos(), Percentage.withPercentage(3));
		// 1,584 samples at 99 Hz: the standard error of a share of 0.6 is 0.012, and of
		// 0.1, 0.008. Four of them are allowed.
		double all = workers;
		assertThat(profile.cumulative(CPU, SPLIT + ".sixty") / all).isCloseTo(split.share(0), Offset.offset(0.05));
		assertThat(profile.cumulative(CPU, SPLIT + ".thirty") / all).isCloseTo(split.share(1), Offset.offset(0.047));
		assertThat(profile.cumulative(CPU, SPLIT + ".ten") / all).isCloseTo(split.share(2), Offset.offset(0.03));
		// Where other processes want the CPUs, too, several intervals of a timer may make
		// one sample. Above 100 samples a second there is no timer.
		assertThat((double) profile.total(CPU) / (profile.total(0) * profile.proto().getPeriod())).isBetween(0.95,
				(frequency < 100) ? 1.5 : 1.05);
	}

	/** The kernel does not notice every interval of such threads in time. */
	@Test
	void threadsThatNeverRunForLongShouldCountByTheirClocks() throws Exception {
		int threads = 4;
		try (Recording recording = this.sources.cpu().start(); ShortRuns runs = new ShortRuns("short", threads)) {
			runs.await();
			ParsedProfile profile = TestedSources.parsed(recording);
			for (int i = 0; i < threads; i++) {
				String name = "short-" + i;
				long reported = profile.total(CPU, (sample) -> name.equals(profile.labels(sample).get("thread")));
				assertThat(reported).as(name).isCloseTo(runs.nanos(i), Percentage.withPercentage(2));
			}
		}
	}

	@Test
	void profileShouldSayWhatItIs() throws Exception {
		CpuSplit split = new CpuSplit("split", 1, TimeUnit.MILLISECONDS.toNanos(300));
		long before = System.currentTimeMillis();
		ParsedProfile profile;
		try (Recording recording = this.sources.cpu().start()) {
			split.run();
			profile = TestedSources.parsed(recording);
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
		// 7,984 samples: standard errors of 0.006, 0.005 and 0.003. The rest of the
		// tolerance is for line tables, which attribute a little of a loop to its
		// neighbour.
		double all = workers;
		assertThat(profile.flat(CPU, LOOP + ".sixty") / all).isCloseTo(0.6, Offset.offset(0.05));
		assertThat(profile.flat(CPU, LOOP + ".thirty") / all).isCloseTo(0.3, Offset.offset(0.047));
		assertThat(profile.flat(CPU, LOOP + ".ten") / all).isCloseTo(0.1, Offset.offset(0.03));
		assertThat(profile.inlined()).contains(LOOP + ".sixty", LOOP + ".thirty", LOOP + ".ten")
			.doesNotContain(LOOP + ".burn");
		assertThat(TestedSources.complaints(profile)).isEmpty();
	}

	@Test
	void inlinedMethodsShouldBeTakenForTheirCallerWhenTheLibraryIsLoadedLate() throws IOException {
		// This is why loading early matters. If a new JVM no longer needs it, this test
		// fails, which is good news.
		ParsedProfile profile = inlinedLoop("late").profile();
		double all = profile.cumulative(CPU, LOOP + ".burn");
		assertThat(profile.flat(CPU, LOOP + ".loop") / all).isGreaterThan(0.9);
		assertThat(TestedSources.complaints(profile)).singleElement().asString().contains("pprof.cpu.preload");
	}

	@Test
	void codeOfLibrariesShouldBeRecognisable() throws Exception {
		ParsedProfile profile = profileOfReadingRandomNumbers();
		assertThat(profile.proto().getFunctionList()).extracting((function) -> profile.string(function.getFilename()))
			.anyMatch((file) -> file.startsWith("libc") || file.startsWith("libjvm") || file.startsWith("libnio"));
	}

	@Test
	void codeOfTheKernelShouldBeRecognisable() throws Exception {
		ParsedProfile profile = profileOfReadingRandomNumbers();
		List<Function> kernel = profile.proto()
			.getFunctionList()
			.stream()
			.filter((function) -> profile.string(function.getName()).endsWith("_[k]"))
			.toList();
		assumeThat(kernel).as("what perf_events may tell of the kernel").isNotEmpty();
		assertThat(kernel).extracting((function) -> profile.string(function.getFilename())).containsOnly("[kernel]");
	}

	private ParsedProfile profileOfReadingRandomNumbers() throws Exception {
		try (Recording recording = this.sources.cpu(499).start();
				InputStream random = Files.newInputStream(Path.of("/dev/urandom"))) {
			random.readNBytes(100_000_000);
			return TestedSources.parsed(recording);
		}
	}

	@Test
	void workOfTheGarbageCollectorShouldBeRecognisable() throws Exception {
		ParsedProfile profile;
		try (Recording recording = this.sources.cpu().start()) {
			byte[][] live = new byte[20_000][1000];
			for (int i = 0; i < 50; i++) {
				System.gc();
			}
			assertThat(live).hasNumberOfRows(20_000);
			profile = TestedSources.parsed(recording);
		}
		assertThat(profile.proto().getSampleList()).anySatisfy((sample) -> {
			assertThat(String.valueOf(profile.labels(sample).get("thread"))).matches("(GC Thread|G1|VM Thread).*");
			assertThat(profile.labels(sample)).doesNotContainKey("thread_id");
			assertThat(sample.getLocationIdList()).anyMatch(
					(id) -> profile.string(profile.function(profile.location(id)).getFilename()).equals("libjvm.so"));
		});
	}

	@Test
	void timeShouldBeThatOfTheClock() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		Thread waits = new Thread(() -> TestedSources.parked(end), "waits-for-latch");
		waits.start();
		CpuSplit split = new CpuSplit("split", 1, 5 * SECOND);
		ParsedProfile profile;
		try (Recording recording = AsyncProfilerSource.wall(TestedSources.WALL_INTERVAL, this.sources.shared())
			.start()) {
			split.run();
			profile = TestedSources.parsed(recording);
		}
		end.countDown();
		waits.join();
		assertThat(profile.sampleTypes()).containsExactly("samples/count", "time/nanoseconds");
		assertThat(profile.proto().getPeriod()).isEqualTo(20_000_000);
		assertThat(profile.string(profile.proto().getPeriodType().getType())).isEqualTo("wallclock");
		long duration = profile.proto().getDurationNanos();
		assertThat(TestedSources.nanosOf(profile, "waits")).isCloseTo(duration, Percentage.withPercentage(10));
		assertThat(profile.cumulative(1, TestedSources.class.getName() + ".parked"))
			.isEqualTo(TestedSources.nanosOf(profile, "waits"));
		assertThat(profile.cumulative(1, SPLIT + ".work")).isCloseTo(duration, Percentage.withPercentage(20));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void whatIsMissingOfVirtualThreadsShouldBeSaid() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		VirtualThread.start(() -> TestedSources.parked(end));
		try (Recording recording = this.sources.cpu().start()) {
			assertThat(TestedSources.parsed(recording).comments()).contains(AsyncProfilerSource.VIRTUAL);
		}
		end.countDown();
	}

	@Test
	void samplesThatWereLostShouldBeVisible() throws Exception {
		Path file = this.sources.directory().createFile(".jfr");
		AsyncProfilerLibrary library = new AsyncProfilerLibrary(null, this.sources.tempDir());
		library.profiler()
			.execute(AsyncProfilerCommand.start(new Intervals(Map.of(SampledEvent.CPU, 10_000_000L)), file));
		CpuSplit.burn(SECOND / 5);
		library.profiler().execute(AsyncProfilerCommand.STOP);
		assertThat(lost(file, Map.of())).isEqualTo(70_000_000);
		// This thread's clock also covers the lost samples, and the process used no more
		// than that.
		assertThat(lost(file, Map.of(Thread.currentThread().getId(), SECOND))).isZero();
		assertThat(library.profiler().execute(AsyncProfilerCommand.METRICS)).contains("samples_skipped_total ");
		Files.delete(file);
	}

	/** The CPU time of lost samples, in a process that has used a second. */
	private long lost(Path file, Map<Long, Long> clocks) throws IOException {
		ExecutionSamples samples = new ExecutionSamples(SampledEvent.CPU, 10_000_000,
				new SourceFiles(getClass().getClassLoader()));
		samples.add(file, 0, Files.size(file), 10_000_000);
		samples.weigh(clocks);
		samples.addLost(7, 70_000_000, SECOND);
		ParsedProfile profile = parsed(samples);
		assertThat(profile.flat(0, "[lost samples]")).isEqualTo(7);
		return profile.flat(CPU, "[lost samples]");
	}

	private static ParsedProfile parsed(ExecutionSamples samples) {
		return ParsedProfile.of(TestedSources.encoder().encode(samples.build()));
	}

	/** Each of the threads uses less than a sampling interval. */
	@Test
	void whatIsNotSampledShouldBeSaid() throws Exception {
		ParsedProfile profile;
		long used;
		ProcessCpu cpu = new ProcessCpu();
		try (Recording recording = this.sources.cpu().start()) {
			cpu.begin();
			for (int i = 0; i < 200; i++) {
				new CpuSplit("short", 1, TimeUnit.MILLISECONDS.toNanos(5)).run();
			}
			used = cpu.usedNanos();
			profile = TestedSources.parsed(recording);
		}
		assertThat((double) profile.total(CPU) / used).isLessThan(0.9);
		assertThat(profile.comments()).contains(ExecutionSamples.MISSING);
	}

	/**
	 * For example, if a process may open no more files: async-profiler needs one for each
	 * thread.
	 */
	@Test
	void noSamplesShouldBeExplainedWhereThereShouldBeSome() throws Exception {
		Path file = this.sources.directory().createFile(".jfr");
		AsyncProfilerLibrary library = new AsyncProfilerLibrary(null, this.sources.tempDir());
		ExecutionSamples samples = new ExecutionSamples(SampledEvent.CPU, 10_000_000,
				new SourceFiles(getClass().getClassLoader()));
		library.profiler()
			.execute(AsyncProfilerCommand.start(new Intervals(Map.of(SampledEvent.WALL, 20_000_000L)), file));
		ProcessCpu cpu = new ProcessCpu();
		cpu.begin();
		new CpuSplit("split", 1, SECOND).run();
		library.profiler().execute(AsyncProfilerCommand.STOP);
		samples.add(file, 0, Files.size(file), 10_000_000);
		samples.commentOnMissing(cpu.usedNanos());
		assertThat(samples.build().comments()).singleElement()
			.asString()
			.matches("There are no samples, although \\d+ ms of CPU time were used: .* open files .*");
		Files.delete(file);
	}

	private InlinedProfile inlinedLoop(String when) throws IOException {
		Path file = this.sources.tempDir().resolve(when + ".pb.gz");
		String output = new ChildJvm().with(InlinedLoop.INLINE).run(InlinedLoop.class, when, file.toString());
		long cpuNanos = Long.parseLong(output.substring(output.lastIndexOf('=') + 1).strip());
		return new InlinedProfile(ParsedProfile.of(Files.readAllBytes(file)), cpuNanos);
	}

	private record InlinedProfile(ParsedProfile profile, long cpuNanos) {

	}

}
