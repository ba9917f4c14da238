package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.NativeThread;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.Recording;
import dev.pprof4j.symbol.SourceFiles;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.ParsedProfile;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;
import jdk.jfr.StackTrace;
import jdk.jfr.consumer.RecordedEvent;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JfrCpuSource} against the threads' own CPU clocks.
 */
@Timeout(120)
class JfrCpuSourceTests {

	private static final String SPLIT = CpuSplit.class.getName();

	private static final String LOAD = WaitingLoad.class.getName();

	/** The beginning of the names of the JDK's carrier threads. */
	private static final String CARRIER = "ForkJoinPool-1-worker-";

	private static final int CPU = 1;

	/** The same limit as for recordings of async-profiler. */
	private static final long FULL_BYTES = 256L * 1024 * 1024;

	@TempDir
	Path tempDir;

	private PrivateDirectory directory;

	private JfrCpuSource source;

	@BeforeEach
	void open() {
		this.directory = new PrivateDirectory(this.tempDir);
		this.source = new JfrCpuSource(new SourceFiles(getClass().getClassLoader()), this.directory,
				Duration.ofSeconds(1).dividedBy(99));
	}

	@AfterEach
	void nothingShouldBeLeft() throws IOException {
		try (Stream<Path> files = Files.walk(this.tempDir)) {
			assertThat(files.filter(Files::isRegularFile)).extracting((file) -> file.getFileName().toString())
				.as("before the directory goes")
				.isSubsetOf("in-use");
		}
		this.directory.close();
		assertThat(this.tempDir).isEmptyDirectory();
	}

	@Test
	void cpuTimeShouldBeThatOfTheThreads() throws Exception {
		CpuSplit split = new CpuSplit("split", 4, TimeUnit.SECONDS.toNanos(4));
		ParsedProfile profile;
		try (Recording recording = this.source.start()) {
			split.run();
			profile = parsed(recording);
		}
		double all = profile.cumulative(CPU, SPLIT + ".work");
		assertThat((long) all).isCloseTo(split.totalNanos(), Percentage.withPercentage(4));
		// The same as for async-profiler on JDK 25. Before that, Flight Recorder misses
		// short stretches.
		double more = isExact() ? 0 : 0.06;
		assertThat(profile.cumulative(CPU, SPLIT + ".sixty") / all).isCloseTo(split.share(0),
				Offset.offset(0.05 + more));
		assertThat(profile.cumulative(CPU, SPLIT + ".thirty") / all).isCloseTo(split.share(1),
				Offset.offset(0.047 + more));
		assertThat(profile.cumulative(CPU, SPLIT + ".ten") / all).isCloseTo(split.share(2), Offset.offset(0.03 + more));
		assertThat(profile.proto().getPeriod()).isEqualTo(10_101_010);
		assertThat(profile.comments()).singleElement()
			.isEqualTo(isExact() ? "From CPU-time samples of JDK Flight Recorder"
					: "From JDK Flight Recorder: jdk.ExecutionSample re-weighted by the CPU time of each thread");
	}

	/** Compression is native code, for which Flight Recorder has separate samples. */
	@Test
	void nativeCodeShouldHaveItsShareOfTheThread() throws Exception {
		NativeSplit split = new NativeSplit(TimeUnit.SECONDS.toNanos(4));
		ParsedProfile profile;
		try (Recording recording = this.source.start()) {
			split.run();
			profile = parsed(recording);
		}
		long all = nanosOf(profile, "native");
		assertThat(all).as("%s", nanosByThread(profile)).isCloseTo(split.totalNanos(), Percentage.withPercentage(4));
		// 400 samples: a standard error of 0.024. Four of them are allowed. Before JDK
		// 25, each tick samples either Java or native code, and the two are drawn
		// separately.
		double compressed = profile.cumulative(CPU, "java.util.zip.Deflater.deflate");
		assertThat(compressed / all).isCloseTo(split.nativeShare(), Offset.offset(isExact() ? 0.1 : 0.2));
	}

	@Test
	void windowsShouldBeTakenAtTheSameTime() throws Exception {
		try (Recording early = this.source.start()) {
			CpuSplit one = new CpuSplit("one", 1, TimeUnit.SECONDS.toNanos(1));
			one.run();
			try (Recording late = this.source.start()) {
				CpuSplit two = new CpuSplit("two", 1, TimeUnit.SECONDS.toNanos(1));
				two.run();
				ParsedProfile first = parsed(early);
				ParsedProfile second = parsed(late);
				assertThat(nanosOf(first, "one")).isCloseTo(one.totalNanos(), Percentage.withPercentage(3));
				assertThat(nanosOf(first, "two")).isCloseTo(two.totalNanos(), Percentage.withPercentage(3));
				assertThat(nanosOf(second, "one")).isZero();
				assertThat(nanosOf(second, "two")).isCloseTo(two.totalNanos(), Percentage.withPercentage(3));
			}
		}
	}

	/** The clock of each part begins where that of the previous part ends. */
	@Test
	void partsThatFollowEachOtherShouldHaveAllOfIt() throws Exception {
		CpuSplit split = new CpuSplit("split", 2, TimeUnit.SECONDS.toNanos(2));
		Thread worker = new Thread(() -> {
			try {
				split.run();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		List<Recording> parts = new ArrayList<>();
		long reported = 0;
		try {
			parts.add(this.source.start());
			worker.start();
			while (worker.isAlive()) {
				worker.join(700);
				parts.add(this.source.startAfter(parts.get(parts.size() - 1)));
			}
			for (Recording part : parts) {
				reported += nanosOf(parsed(part), "split");
			}
		}
		finally {
			parts.forEach(Recording::close);
		}
		assertThat(reported).isCloseTo(split.totalNanos(), Percentage.withPercentage(3));
	}

	/** Whether or not the thread has ended by then. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatANativeThreadUsedBeforeShouldNotCount(boolean ends) throws Exception {
		long nanos = TimeUnit.MILLISECONDS.toNanos(600);
		NativeThread.started(Files.createDirectories(Path.of("target")), TimeUnit.MILLISECONDS.toNanos(500));
		try (Recording recording = this.source.start()) {
			Thread finishes = new Thread(() -> NativeThread.finish(nanos, 1));
			finishes.start();
			if (ends) {
				finishes.join();
			}
			else {
				NativeThread.awaitUsed(TimeUnit.MILLISECONDS.toNanos(500) + nanos * 95 / 100, finishes);
			}
			ParsedProfile profile = parsed(recording);
			finishes.join();
			assertThat(nanosOf(profile, "attached")).isLessThan(nanos + nanos / 20);
			assertThat(profile.total(CPU)).isGreaterThan(nanos * 9 / 10);
		}
	}

	/**
	 * Virtual threads have no clocks, and many are short, but their carriers have clocks.
	 */
	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void virtualThreadsShouldHaveTheTimeOfTheirCarriers() throws Exception {
		ThreadMXBean clocks = ManagementFactory.getThreadMXBean();
		WaitingLoad.runOnVirtualThreads(); // the carriers live on
		final ParsedProfile profile;
		long nanos;
		try (Recording recording = this.source.start()) {
			long before = carrierNanos(clocks);
			WaitingLoad.runOnVirtualThreads();
			nanos = carrierNanos(clocks) - before;
			profile = parsed(recording);
		}
		long reported = profile.total(CPU, (sample) -> isOfVirtual(profile.labels(sample).get("thread")));
		assertThat(reported).isCloseTo(nanos, Percentage.withPercentage(1));
	}

	private static boolean isOfVirtual(@Nullable Object thread) {
		return "virtual".equals(thread) || String.valueOf(thread).startsWith(CARRIER);
	}

	private static long carrierNanos(ThreadMXBean clocks) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getClass().getSimpleName().equals("CarrierThread"))
			.mapToLong((thread) -> clocks.getThreadCpuTime(thread.getId()))
			.sum();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void virtualThreadsShouldHaveTheirCallers() throws Exception {
		ParsedProfile profile;
		try (Recording recording = this.source.start()) {
			WaitingLoad.runOnVirtualThreads();
			profile = parsed(recording);
		}
		double burnt = profile.cumulative(CPU, LOAD + ".burn");
		double all = profile.cumulative(CPU, LOAD + ".handleRequests");
		assertThat(all / burnt).isGreaterThan(0.99);
		// Some 350 samples: a standard error of 0.023.
		assertThat(profile.cumulative(CPU, LOAD + ".after") / burnt).isCloseTo(0.75, Offset.offset(0.1));
		assertThat(profile.proto().getSampleList())
			.filteredOn((sample) -> "virtual".equals(profile.labels(sample).get("thread")))
			.isNotEmpty();
	}

	/** For example, if something else in the JVM has used the signal that it needs. */
	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void aSilentSamplerShouldBeNoticedAndReplaced() {
		String output = new ChildJvm().run(SilentSampler.class, this.tempDir.toString());
		assertThat(output.lines())
			.anySatisfy((line) -> assertThat(line).startsWith("first").contains("is silent in this JVM", ": ask again"))
			.anySatisfy((line) -> assertThat(line).matches("second [1-9]\\d* .*re-weighted.*is silent in this JVM.*"));
	}

	@Test
	void otherRecordingsShouldGoOn() throws Exception {
		try (jdk.jfr.Recording theirs = new jdk.jfr.Recording()) {
			theirs.start();
			try (Recording recording = this.source.start()) {
				new CpuSplit("split", 1, TimeUnit.MILLISECONDS.toNanos(300)).run();
				assertThat(parsed(recording).cumulative(CPU, SPLIT + ".work")).isPositive();
			}
			assertThat(theirs.getState()).isEqualTo(RecordingState.RUNNING);
		}
	}

	/** The JVM must not free what signals use while some may arrive. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aRecordingShouldBeQuietOnceBeforeItEnds(boolean read) {
		NoEvents events = new NoEvents();
		try (JfrCpuRecording recording = new JfrCpuRecording(
				JfrFrames.withInlined(new SourceFiles(getClass().getClassLoader())), this.directory, events,
				Duration.ofMillis(10), () -> "")) {
			recording.start();
			if (read) {
				Profile profile = recording.stop();
				assertThat(profile.start().plus(profile.duration())).isBeforeOrEqualTo(events.quietAt);
				recording.stop();
			}
		}
		assertThat(events.quiet).containsExactly(RecordingState.RUNNING);
	}

	/**
	 * For example, if an application sends Flight Recorder more than there is room for.
	 */
	@Test
	void aWindowThatHasBecomeTooLargeShouldEndWithWhatThereIs() throws Exception {
		try (Recording small = this.source.start()) {
			assertThat(small.mustEnd()).isFalse();
		}
		Profiler profiler = new Profiler(ProfilerOptions.defaults().withTempDir(this.tempDir), List.of(this.source),
				List.of());
		try (profiler) {
			CompletableFuture<Profile> recorded = recordForLong(profiler);
			long reported = 0;
			while (!recorded.isDone() && recordedBytes() <= FULL_BYTES) {
				for (int i = 0; i < 16; i++) {
					Filler filler = new Filler();
					reported += filler.shouldCommit() ? Filler.BYTES : 0;
					filler.commit();
				}
			}
			Profile profile = recorded.get();
			assertThat(profile.comments())
				.contains("Cut short: the recording has reached its limit of 256 MB, or has ended early");
			assertThat(profile.samples()).isNotEmpty();
			// The rest is what Flight Recorder records by itself.
			assertThat(reported).isGreaterThan(FULL_BYTES * 9 / 10);
		}
	}

	@Test
	void aWindowThatOthersEndShouldEndWithWhatThereIs() throws Exception {
		Profiler profiler = new Profiler(ProfilerOptions.defaults().withTempDir(this.tempDir), List.of(this.source),
				List.of());
		try (profiler) {
			CompletableFuture<Profile> recorded = recordForLong(profiler);
			boolean stopped = false;
			while (!stopped) {
				assertThat(Thread.interrupted()).as("its time is over").isFalse();
				for (jdk.jfr.Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
					stopped |= recording.getName().equals("pprof: CPU")
							&& recording.getState() == RecordingState.RUNNING && recording.stop();
				}
			}
			List<String> comments = recorded.get().comments();
			assertThat(comments).anySatisfy((comment) -> assertThat(comment)
				.startsWith("Cut short: JDK Flight Recorder's recording was stopped by something else"));
			assertThat(comments.contains("The CPU time of the whole window is spread over samples from a part of it"))
				.isEqualTo(!this.source.hasCpuTimeSamples());
		}
	}

	/** Some events may be lost on their way into the recording. */
	private static long recordedBytes() {
		return FlightRecorder.getFlightRecorder()
			.getRecordings()
			.stream()
			.filter((recording) -> recording.getName().equals("pprof: CPU"))
			.mapToLong(jdk.jfr.Recording::getSize)
			.sum();
	}

	private static CompletableFuture<Profile> recordForLong(Profiler profiler) {
		CompletableFuture<Profile> recorded = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				recorded.complete(profiler.record(ProfileKind.CPU, profiler.options().maxDuration()));
			}
			catch (InterruptedException | RuntimeException ex) {
				recorded.completeExceptionally(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		return recorded;
	}

	private boolean isExact() {
		return Runtime.version().feature() >= 25;
	}

	private static long nanosOf(ParsedProfile profile, String thread) {
		return profile.total(CPU,
				(sample) -> String.valueOf(profile.labels(sample).get("thread")).startsWith(thread + "-"));
	}

	/** For finding out why a figure is wrong. */
	private static String nanosByThread(ParsedProfile profile) {
		Map<String, Long> nanos = new TreeMap<>();
		profile.proto()
			.getSampleList()
			.forEach((sample) -> nanos.merge(String.valueOf(profile.labels(sample).get("thread")), sample.getValue(CPU),
					Long::sum));
		return nanos + " " + profile.comments();
	}

	private static ParsedProfile parsed(Recording recording) {
		return ParsedProfile.of(new PprofEncoder(new Application("test", "")).encode(recording.stop()));
	}

	/**
	 * An event that takes up room.
	 */
	@StackTrace(false)
	static final class Filler extends Event {

		private static final int BYTES = 8 * 1024;

		private static final String TEXT = "x".repeat(BYTES);

		String text = TEXT;

	}

	/**
	 * Remembers when recordings were asked to be quiet, and in which states.
	 */
	private static final class NoEvents implements CpuEvents {

		private final List<RecordingState> quiet = new ArrayList<>();

		private Instant quietAt = Instant.MIN;

		@Override
		public void enable(jdk.jfr.Recording recording) {
		}

		@Override
		public void quiet(jdk.jfr.Recording recording) {
			this.quietAt = Instant.now();
			this.quiet.add(recording.getState());
		}

		@Override
		public void begin() {
		}

		@Override
		public void clear() {
		}

		@Override
		public boolean include(RecordedEvent event) {
			return false;
		}

		@Override
		public void add(RecordedEvent event, List<Frame> stack) {
		}

		@Override
		public void addTo(ProfileBuilder builder, WindowClocks clocks) {
		}

	}

}
