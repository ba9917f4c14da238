package dev.pprof4j.source.jfr;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.symbol.SourceFiles;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.CompleteSnapshot;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.proto.Sample;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(120)
class JfrEventSourceTests {

	private static final int ROUNDS = 4;

	private static final Duration THRESHOLD = Duration.ofMillis(1);

	private static final PprofEncoder ENCODER = new PprofEncoder(new Application("test", ""));

	private static final JfrEventSource SOURCE = new JfrEventSource(
			new SourceFiles(JfrEventSourceTests.class.getClassLoader()),
			List.of(WaitProfile.block(THRESHOLD, false, 1000, () -> false),
					WaitProfile.mutex(THRESHOLD, 1000, () -> false), new ThreadStarts(1000)));

	@TempDir
	Path tempDir;

	@BeforeAll
	static void start() {
		SOURCE.start();
		SOURCE.snapshot(ProfileKind.BLOCK, false); // waits until the source runs
	}

	@AfterAll
	static void close() {
		SOURCE.close();
	}

	@ParameterizedTest
	@EnumSource
	void waitsShouldBeToldInFull(KnownWait wait) throws InterruptedException {
		ParsedProfile before = parsed(ProfileKind.BLOCK);
		long truth = inThread(() -> wait.await(ROUNDS));
		ParsedProfile after = parsed(ProfileKind.BLOCK);
		assertThat(total(after, 0, wait) - total(before, 0, wait)).as("contentions").isEqualTo(ROUNDS);
		assertThat(total(after, 1, wait) - total(before, 1, wait)).as("delay")
			.isCloseTo(truth, Percentage.withPercentage(5));
		assertThat(after.proto().getSampleList().stream().filter(at(after, wait)).map(after::labels))
			.allSatisfy((labels) -> {
				assertThat(labels).containsEntry("reason", wait.reason());
				assertThat(labels.getOrDefault("class", "")).isEqualTo(wait.className());
			});
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.INCLUDE, names = { "MONITOR", "LOCK", "READ_LOCK", "STAMPED_LOCK", "SEMAPHORE", "QUEUE" })
	void mutexShouldHaveTheLocksAlone(KnownWait wait) throws InterruptedException {
		ParsedProfile before = parsed(ProfileKind.MUTEX);
		long truth = inThread(() -> wait.await(ROUNDS));
		ParsedProfile after = parsed(ProfileKind.MUTEX);
		boolean lock = wait != KnownWait.QUEUE;
		assertThat(total(after, 0, wait) - total(before, 0, wait)).isEqualTo(lock ? ROUNDS : 0);
		assertThat(total(after, 1, wait) - total(before, 1, wait)).isCloseTo(lock ? truth : 0,
				Percentage.withPercentage(5));
		if (wait == KnownWait.MONITOR) {
			assertThat(after.proto().getSampleList().stream().filter(at(after, wait)).map(after::labels))
				.anySatisfy((labels) -> assertThat(labels).containsEntry("holder", "holder"));
		}
	}

	@Test
	void waitsBelowTheThresholdShouldNotCountWhateverOthersRecord() throws InterruptedException {
		try (Recording other = new Recording()) {
			other.enable("jdk.ThreadSleep").withThreshold(Duration.ZERO);
			other.start();
			JfrEventSource coarse = new JfrEventSource(new SourceFiles(getClass().getClassLoader()),
					List.of(WaitProfile.block(Duration.ofSeconds(5), false, 1000, () -> false)));
			coarse.start();
			coarse.snapshot(ProfileKind.BLOCK, false);
			inThread(() -> KnownWait.SLEEP.await(ROUNDS));
			ParsedProfile profile = parsed(coarse, ProfileKind.BLOCK);
			coarse.close();
			assertThat(total(profile, 0, KnownWait.SLEEP)).isZero();
			assertThat(profile.comments())
				.contains("Waits shorter than 5000 ms are not counted: pprof.block.threshold");
		}
	}

	@Test
	void whatComesTooLateShouldBeRecognisedByTests() {
		assertThat(JfrEventSource.LATE).startsWith(CompleteSnapshot.LATE);
	}

	/** For example, with two applications in one JVM: each waits for its own events. */
	@Test
	void snapshotsOfOthersShouldNotMakeItsOwnEarly() throws InterruptedException {
		SourceFiles sourceFiles = new SourceFiles(getClass().getClassLoader());
		JfrEventSource one = new JfrEventSource(sourceFiles,
				List.of(WaitProfile.block(THRESHOLD, false, 1000, () -> false)));
		JfrEventSource other = new JfrEventSource(sourceFiles, List.of(new ThreadStarts(1000)));
		one.start();
		one.snapshot(ProfileKind.BLOCK, false);
		for (int i = 0; i < 3; i++) {
			other.snapshot(ProfileKind.THREADCREATE, false);
		}
		inThread(() -> KnownWait.SLEEP.await(ROUNDS));
		ParsedProfile profile = parsed(one, ProfileKind.BLOCK);
		one.close();
		other.close();
		assertThat(total(profile, 0, KnownWait.SLEEP)).isEqualTo(ROUNDS);
	}

	@Test
	void tooManyShortWaitsShouldNotHideTheLongOnes() throws Exception {
		JfrEventSource busy = new JfrEventSource(new SourceFiles(getClass().getClassLoader()),
				List.of(WaitProfile.block(THRESHOLD, false, 1000, () -> false)));
		busy.start();
		busy.snapshot(ProfileKind.BLOCK, false);
		AtomicBoolean ended = new AtomicBoolean();
		List<Thread> restless = Stream.generate(() -> new Thread(() -> rest(ended))).limit(8).toList();
		restless.forEach(Thread::start);
		ParsedProfile before;
		ParsedProfile after;
		long truth;
		try (busy) {
			do {
				assertThat(Thread.interrupted()).as("its time is over").isFalse();
				before = parsed(busy, ProfileKind.BLOCK);
			}
			while (before.comments().stream().noneMatch((comment) -> comment.contains("waits 'park' a second")));
			truth = inThread(() -> KnownWait.QUEUE.await(ROUNDS));
			after = parsed(busy, ProfileKind.BLOCK);
		}
		finally {
			ended.set(true);
		}
		for (Thread thread : restless) {
			thread.join();
		}
		assertThat(total(after, 0, KnownWait.QUEUE) - total(before, 0, KnownWait.QUEUE)).isEqualTo(ROUNDS);
		assertThat(total(after, 1, KnownWait.QUEUE) - total(before, 1, KnownWait.QUEUE)).isCloseTo(truth,
				Percentage.withPercentage(5));
	}

	private static void rest(AtomicBoolean ended) {
		while (!ended.get()) {
			LockSupport.parkNanos(1_100_000);
		}
	}

	@Test
	void nothingShouldStartAgainWhenItIsClosed() {
		JfrEventSource closed = new JfrEventSource(new SourceFiles(getClass().getClassLoader()),
				List.of(new ThreadStarts(1000)));
		closed.start();
		closed.close();
		assertThatExceptionOfType(ProfilingException.Unavailable.class)
			.isThrownBy(() -> closed.snapshot(ProfileKind.THREADCREATE, false))
			.withMessage("The profiler is closed");
		assertThat(closed.state().available()).isFalse();
	}

	/** For example, something that stops all recordings of the JVM stops ours. */
	@Test
	void whatOthersHaveStoppedShouldBeToldAndBeginAgain() throws InterruptedException {
		Set<Recording> others = Set.copyOf(FlightRecorder.getFlightRecorder().getRecordings());
		JfrEventSource stopped = new JfrEventSource(new SourceFiles(getClass().getClassLoader()),
				List.of(new ThreadStarts(1000)));
		ParsedProfile before = parsed(stopped, ProfileKind.THREADCREATE);
		startOther("before-stop").join();
		CompleteSnapshot.of(() -> stopped.snapshot(ProfileKind.THREADCREATE, false), Profile::comments);
		FlightRecorder.getFlightRecorder()
			.getRecordings()
			.stream()
			.filter((recording) -> !others.contains(recording))
			.forEach(Recording::stop);
		assertThat(stopped.state().available()).isFalse();
		assertThat(stopped.state().reason()).contains("was stopped by something else in this JVM");
		startOther("untold").join();
		ParsedProfile reported = parsed(stopped, ProfileKind.THREADCREATE);
		assertThat(reported.comments()).anyMatch((comment) -> comment.endsWith("what has happened since is missing"));
		stopped.snapshot(ProfileKind.THREADCREATE, false);
		startOther("after-stop").join();
		ParsedProfile after = parsed(stopped, ProfileKind.THREADCREATE);
		assertThat(stopped.state().available()).isTrue();
		long all = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
		stopped.close();
		String frame = getClass().getName() + ".startOther";
		assertThat(after.cumulative(0, frame) - before.cumulative(0, frame)).as("those that were reported")
			.isEqualTo(2);
		assertThat(after.comments()).noneMatch((comment) -> comment.contains("was stopped"));
		assertThat(after.total(0, (sample) -> true)).as("what is on its way apart").isBetween(all - 5, all);
	}

	/** For example, with a temporary folder that is full or not writable. */
	@Test
	void whatCouldNotBeStartedShouldBeTriedAgainByWhoeverAsksNext() throws IOException {
		Path blocked = Files.createFile(this.tempDir.resolve("blocked"));
		String output = new ChildJvm().with("-Djava.io.tmpdir=" + blocked)
			.run(BlockedRepository.class, "THREADCREATE", this.tempDir.toString());
		assertThat(output.lines())
			.anySatisfy((line) -> assertThat(line).startsWith("first")
				.contains("JDK Flight Recorder is not used: no file can be written in ", "blocked"))
			.anySatisfy((line) -> assertThat(line).startsWith("second false profile ").endsWith(" true"));
	}

	@Test
	void holdersShouldBeToldByPoolAndNotWithoutLimit() throws InterruptedException {
		JfrEventSource crowded = new JfrEventSource(new SourceFiles(getClass().getClassLoader()),
				List.of(WaitProfile.mutex(THRESHOLD, 1000, () -> false)));
		crowded.snapshot(ProfileKind.MUTEX, false);
		Object monitor = new Object();
		inThread(() -> {
			for (int i = 0; i < 130; i++) {
				contend(monitor, "owner-" + (char) ('a' + i / 10) + "s-" + i);
			}
			for (int i = 0; i < 26 * 5; i++) {
				contend(monitor, "single-" + (char) ('a' + i / 26) + (char) ('a' + i % 26));
			}
			return 0;
		});
		ParsedProfile profile = parsed(crowded, ProfileKind.MUTEX);
		crowded.close();
		Map<String, Long> holders = profile.proto()
			.getSampleList()
			.stream()
			.filter((sample) -> profile.stack(sample).contains(getClass().getName() + ".contend"))
			.collect(Collectors.toMap((sample) -> String.valueOf(profile.labels(sample).get("holder")),
					(sample) -> sample.getValue(0), Long::sum));
		assertThat(holders).containsEntry("owner-as", 10L)
			.containsEntry("owner-ms", 10L)
			.hasSizeBetween(20, 101)
			.hasEntrySatisfying("other", (count) -> assertThat(count).isGreaterThanOrEqualTo(43));
		assertThat(holders.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(260);
	}

	/** Waits for a monitor that another thread holds for longer than the threshold. */
	private static void contend(Object monitor, String holder) {
		Thread waiter = Thread.currentThread();
		CountDownLatch held = new CountDownLatch(1);
		Thread thread = new Thread(() -> {
			synchronized (monitor) {
				held.countDown();
				while (waiter.getState() != Thread.State.BLOCKED) {
					Thread.onSpinWait();
				}
				LockSupport.parkNanos(2 * THRESHOLD.toNanos());
			}
		}, holder);
		thread.start();
		try {
			held.await();
			synchronized (monitor) {
				thread.join();
			}
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void poolsThatWaitForWorkShouldBeLeftOutAndBroughtBack() throws Exception {
		JfrEventSource all = new JfrEventSource(new SourceFiles(getClass().getClassLoader()),
				List.of(WaitProfile.block(THRESHOLD, true, 1000, () -> false)));
		all.start();
		all.snapshot(ProfileKind.BLOCK, false);
		ExecutorService pool = Executors.newFixedThreadPool(1);
		try {
			for (int i = 0; i < 3; i++) {
				pool.submit(() -> KnownWait.SLEEP.await(1)).get();
				TimeUnit.MILLISECONDS.sleep(KnownWait.HELD_MILLIS); // idle
			}
		}
		finally {
			pool.shutdownNow();
		}
		ParsedProfile withIdle = parsed(all, ProfileKind.BLOCK);
		all.close();
		ParsedProfile without = parsed(ProfileKind.BLOCK);
		String frame = "java.util.concurrent.ThreadPoolExecutor.getTask";
		assertThat(withIdle.cumulative(0, frame)).isGreaterThanOrEqualTo(2);
		assertThat(withIdle.proto().getSampleList().stream().map(withIdle::labels))
			.anySatisfy((labels) -> assertThat(labels).containsEntry("idle", "true").containsEntry("reason", "park"));
		assertThat(without.cumulative(0, frame)).isZero();
		assertThat(without.cumulative(0, "java.util.concurrent.ThreadPoolExecutor$Worker.run"))
			.as("what the pool's tasks wait for")
			.isGreaterThanOrEqualTo(3);
	}

	@Test
	void startedThreadsShouldBeCountedByWhoStartedThem() throws InterruptedException {
		ParsedProfile before = parsed(ProfileKind.THREADCREATE);
		List<Thread> threads = IntStream.range(0, 7).mapToObj((i) -> startWorker("worker-" + i)).toList();
		for (Thread thread : threads) {
			thread.join();
		}
		ParsedProfile after = parsed(ProfileKind.THREADCREATE);
		String frame = getClass().getName() + ".startWorker";
		assertThat(after.cumulative(0, frame) - before.cumulative(0, frame)).isEqualTo(7);
		assertThat(after.proto()
			.getSampleList()
			.stream()
			.filter((sample) -> after.stack(sample).contains(frame))
			.map(after::labels)).allSatisfy((labels) -> assertThat(labels).isEqualTo(Map.of("pool", "worker")));
		assertThat(after.flat(0, "[started before the recording]")).isPositive();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.INCLUDE, names = { "BLOCK", "MUTEX", "THREADCREATE" })
	void recordsShouldBeTheSamplesOfASnapshot(ProfileKind kind) throws InterruptedException {
		inThread(() -> KnownWait.MONITOR.await(1));
		CompleteSnapshot.of(() -> SOURCE.snapshot(kind, false), Profile::comments);
		long before = SOURCE.records(kind).orElseThrow();
		int samples = parsed(kind).proto().getSampleCount();
		assertThat(before).isPositive();
		assertThat((long) samples).isBetween(before, SOURCE.records(kind).orElseThrow());
	}

	@Test
	void recordsShouldNotBeKnownBeforeTheStart() {
		JfrEventSource untouched = new JfrEventSource(new SourceFiles(getClass().getClassLoader()),
				List.of(new ThreadStarts(1000)));
		assertThat(untouched.records(ProfileKind.THREADCREATE)).isEmpty();
	}

	private static Thread startWorker(String name) {
		Thread thread = newThread(name);
		thread.start();
		return thread;
	}

	/** At a place of its own: another test counts what {@code startWorker} starts. */
	private static Thread startOther(String name) {
		Thread thread = newThread(name);
		thread.start();
		return thread;
	}

	private static Thread newThread(String name) {
		return new Thread(() -> {
		}, name);
	}

	private static long inThread(java.util.function.LongSupplier work) throws InterruptedException {
		AtomicLong truth = new AtomicLong();
		Thread thread = new Thread(() -> truth.set(work.getAsLong()), "waiter");
		thread.start();
		thread.join();
		return truth.get();
	}

	private static ParsedProfile parsed(ProfileKind kind) {
		return parsed(SOURCE, kind);
	}

	private static ParsedProfile parsed(JfrEventSource source, ProfileKind kind) {
		Profile profile = CompleteSnapshot.of(() -> source.snapshot(kind, false), Profile::comments);
		return ParsedProfile.of(ENCODER.encode(profile));
	}

	private static long total(ParsedProfile profile, int value, KnownWait wait) {
		return profile.total(value, at(profile, wait));
	}

	private static Predicate<Sample> at(ParsedProfile profile, KnownWait wait) {
		return (sample) -> profile.stack(sample).contains(wait.frame());
	}

}
