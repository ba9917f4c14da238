package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import com.sun.management.ThreadMXBean;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.symbol.SourceFiles;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.ParsedProfile;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JfrHeapSource} against what the JVM counts.
 */
@Timeout(120)
class JfrHeapSourceTests {

	private static final String ME = JfrHeapSourceTests.class.getName();

	private static final long NO_LIMIT = Long.MAX_VALUE;

	static volatile Object sink = "";

	@TempDir
	Path tempDir;

	@Test
	@Timeout(240)
	void allocationsShouldBeScaledToWhatWasAllocated() throws Exception {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir);
				JfrHeapSource source = started(directory, NO_LIMIT)) {
			long[] before = allocations(source);
			long truth = allocate(source, 40);
			long[] after = allocations(source);
			// Some of what was allocated is reported with the next second. What others
			// allocate in the meantime, and what reading takes, does not count.
			assertThat(after[0] + after[1] - before[0] - before[1]).isCloseTo(truth, Percentage.withPercentage(20));
			assertThat((double) (after[0] - before[0]) / (after[1] - before[1])).isCloseTo(3,
					Percentage.withPercentage(30));
			assertThat(parsed(source.snapshot(ProfileKind.ALLOCS, false)).comments())
				.anySatisfy((comment) -> assertThat(comment).startsWith("Not sampled, but estimated"))
				.anySatisfy((comment) -> assertThat(comment).contains("in the profile 'heap' only"));
		}
	}

	@Test
	void inUseShouldBeTheHistogramByStack() throws Exception {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir);
				JfrHeapSource source = started(directory, NO_LIMIT)) {
			List<Object> kept = new ArrayList<>();
			for (int i = 0; i < 400; i++) {
				kept.add(keep());
			}
			System.gc();
			ParsedProfile profile = parsed(source.snapshot(ProfileKind.HEAP, true));
			assertThat(profile.total(3, (sample) -> "char[]".equals(profile.labels(sample).get("class"))))
				.isCloseTo(kept.size() * 400_016L, Percentage.withPercentage(2));
			assertThat(profile.cumulative(3, ME + ".keep")).isGreaterThan(kept.size() * 300_000L);
		}
	}

	@Test
	void largeHeapShouldNotBeStopped() throws Exception {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir);
				JfrHeapSource source = started(directory, 1)) {
			ParsedProfile profile = parsed(source.snapshot(ProfileKind.HEAP, true));
			assertThat(profile.total(3)).isZero();
			assertThat(profile.comments())
				.anySatisfy((comment) -> assertThat(comment).contains("pprof.heap.histogram-max-heap=1"));
		}
	}

	@Test
	void whoeverStopsAllRecordingsShouldNotStopItForGood() throws Exception {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir);
				JfrHeapSource source = started(directory, NO_LIMIT)) {
			allocate(source, 16);
			long[] before = allocations(source);
			FlightRecorder.getFlightRecorder().getRecordings().forEach(Recording::stop);
			assertThat(source.snapshot(ProfileKind.HEAP, false).comments()).anySatisfy((comment) -> assertThat(comment)
				.startsWith("JDK Flight Recorder's recording was stopped by something else"));
			assertThat(allocations(source)[0]).as("what was reported, while it begins again").isPositive();
			source.awaitStart();
			long truth = allocate(source, 16);
			long[] after = allocations(source);
			assertThat(before[0]).isPositive();
			// What the first recording reported of its last second is scaled together
			// with what the second recording reports.
			assertThat(after[0] + after[1] - before[0] - before[1]).isCloseTo(truth, Percentage.withPercentage(30));
			assertThat(source.snapshot(ProfileKind.HEAP, false).comments())
				.noneMatch((comment) -> comment.startsWith("Something else"));
		}
	}

	/**
	 * For example, one that ends for lack of memory, which the states of recordings do
	 * not show.
	 */
	@Test
	void whatHasLostAThreadShouldBeBegunAnew() throws Exception {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir);
				JfrHeapSource source = started(directory, NO_LIMIT)) {
			for (Thread thread : Thread.getAllStackTraces().keySet()) {
				if (thread.getName().equals("pprof-jfr-duty-cycle")) {
					thread.interrupt();
					thread.join();
				}
			}
			assertThat(source.snapshot(ProfileKind.ALLOCS, false).comments())
				.anySatisfy((comment) -> assertThat(comment)
					.startsWith("JDK Flight Recorder's recording was stopped by something else"));
			source.awaitStart();
			long[] before = allocations(source);
			long truth = allocate(source, 16);
			long[] after = allocations(source);
			assertThat(after[0] + after[1] - before[0] - before[1]).isCloseTo(truth, Percentage.withPercentage(30));
		}
	}

	@Test
	void closingWhileItStartsShouldLeaveNothingBehind() throws Exception {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir)) {
			JfrHeapSource early = source(directory, NO_LIMIT);
			early.start();
			early.close();
			assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(early::start)
				.withMessage("The profiler is closed");
			JfrHeapSource source = started(directory, NO_LIMIT);
			// The duty cycle and the stream of the last start, and what watches the room
			// on disk.
			awaitThreads(3);
			assertThat(source.state().available()).isTrue();
			source.close();
			awaitThreads(0);
			assertThat(FlightRecorder.getFlightRecorder().getRecordings()).isEmpty();
		}
	}

	/** For example, with a temporary folder that is full or not writable. */
	@Test
	void whatCouldNotBeStartedShouldBeTriedAgainByWhoeverAsksNext() throws IOException {
		Path blocked = Files.createFile(this.tempDir.resolve("blocked"));
		String output = new ChildJvm().with("-Djava.io.tmpdir=" + blocked)
			.run(BlockedRepository.class, "HEAP", this.tempDir.toString());
		assertThat(output.lines()).anySatisfy((line) -> assertThat(line).startsWith("first false")
			.contains("JDK Flight Recorder is not used: no file can be written in ", "blocked"));
		assertThat(output.lines())
			.anySatisfy((line) -> assertThat(line).startsWith("second false profile [Not sampled, but estimated")
				.doesNotContain("is starting")
				.endsWith(" true"));
	}

	/** A source that was closed while it started ends by itself, in its own time. */
	private static void awaitThreads(long atMost) {
		while (ourThreads() > atMost) {
			assertThat(Thread.interrupted()).as("its time is over").isFalse();
			Thread.onSpinWait();
		}
	}

	private static long ourThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("pprof-jfr-"))
			.count();
	}

	@Test
	void histogramShouldBeReadByReadableClassNames() {
		ClassHistogram histogram = ClassHistogram.parse("""
				 num     #instances         #bytes  class name (module)
				-------------------------------------------------------
				   1:         20000        1600000  [B (java.base@17.0.15)
				   2:           100           2400  java.lang.String (java.base@17.0.15)
				   3:             3             72  [[Ljava.lang.Object; (java.base@25)
				   4:             2             48  Foo$$Lambda$1/0x00007f0230004240
				   5:             1             24  Foo$$Lambda$2/0x00007f0230004440
				Total         20106        1602544
				""");
		assertThat(histogram.classes()).containsOnlyKeys("byte[]", "java.lang.String", "java.lang.Object[][]",
				"Foo$$Lambda");
		assertThat(histogram.classes()).containsEntry("byte[]", new ClassHistogram.Usage(20000, 1600000))
			.containsEntry("Foo$$Lambda", new ClassHistogram.Usage(3, 72));
	}

	private JfrHeapSource started(PrivateDirectory directory, long maxHistogramBytes) throws InterruptedException {
		JfrHeapSource source = source(directory, maxHistogramBytes);
		source.start();
		source.awaitStart();
		return source;
	}

	private JfrHeapSource source(PrivateDirectory directory, long maxHistogramBytes) {
		return new JfrHeapSource(new SourceFiles(getClass().getClassLoader()), directory, 1000, maxHistogramBytes);
	}

	/**
	 * Allocates until this many windows are reported; with eight, the ratio was once 4.1.
	 */
	private static long allocate(JfrHeapSource source, int untilTold) throws Exception {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
		long seen = allocations(source)[0];
		for (int windows = 0; windows < untilTold;) {
			assertThat(Thread.interrupted()).as("its time is over").isFalse();
			for (int i = 0; i < 100_000; i++) {
				three();
				one();
			}
			long now = allocations(source)[0];
			windows += (now > seen) ? 1 : 0;
			seen = now;
		}
		return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
	}

	/** Of varying size, so as not to fall into step with the size of the buffers. */
	private static void three() {
		sink = new byte[ThreadLocalRandom.current().nextInt(6_000)];
	}

	private static void one() {
		sink = new byte[ThreadLocalRandom.current().nextInt(2_000)];
	}

	private static char[] keep() {
		return new char[200_000];
	}

	private static long[] allocations(JfrHeapSource source) {
		ParsedProfile profile = parsed(source.snapshot(ProfileKind.ALLOCS, false));
		return new long[] { profile.flat(1, ME + ".three"), profile.flat(1, ME + ".one") };
	}

	private static ParsedProfile parsed(Profile profile) {
		return ParsedProfile.of(new PprofEncoder(new Application("jfr", "")).encode(profile));
	}

}
