package dev.pprof4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.encode.ThreadDumpText;
import dev.pprof4j.label.ProfilingLabels;
import dev.pprof4j.label.TimeSpans;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.source.Recording;
import dev.pprof4j.test.CompleteSnapshot;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import dev.pprof4j.test.RouteWork;
import dev.pprof4j.test.ShareTolerance;
import dev.pprof4j.test.VirtualThread;
import dev.pprof4j.test.proto.Sample;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProfilingLabels} in every profile, against a {@link LabelledLoad}.
 */
@RequiresNativeSampler
@Timeout(120)
class LabelsInProfilesTests {

	private static final String LOAD = LabelledLoad.class.getName() + '.';

	private static Profiler profiler;

	@BeforeAll
	static void start() {
		profiler = new Profiler(ProfilerOptions.defaults());
		profiler.start();
	}

	@AfterAll
	static void close() {
		profiler.close();
	}

	@Test
	void platformThreadsShouldHaveThem() throws Exception {
		check(false);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void virtualThreadsShouldHaveThem() throws Exception {
		check(true);
	}

	private static void check(boolean virtual) throws Exception {
		HeapFigures.Work before = work();
		LabelledLoad load = new LabelledLoad(virtual);
		ParsedProfile cpu;
		ParsedProfile allocs;
		try {
			CompletableFuture<Profile> allocations = over(ProfileKind.ALLOCS, 6);
			cpu = parsed(over(ProfileKind.CPU, 6).get());
			allocs = parsed(allocations.get());
		}
		finally {
			load.stop();
		}
		assertThat(cpu.comments()).noneMatch((comment) -> comment.contains("fail"));
		double burnt = cpu.cumulative(1, RouteWork.BURN);
		assertThat(labelled(cpu, 1, RouteWork.BURN) / burnt).isGreaterThan(0.99);
		double allocated = allocs.cumulative(1, RouteWork.ALLOCATE);
		long sampled = (long) (work().since(before).weights().effective() * allocated
				/ allocs.total(1, (sample) -> true));
		assertThat(labelled(allocs, 1, RouteWork.ALLOCATE) / allocated).isGreaterThan(0.99);
		for (int i = 0; i < 3; i++) {
			assertThat(of(cpu, 1, RouteWork.BURN, i) / burnt).as("CPU time of " + i)
				.isCloseTo(load.requests().cpuShare(i), ShareTolerance.of(cpu.cumulative(0, RouteWork.BURN)));
			assertThat(of(allocs, 1, RouteWork.ALLOCATE, i) / allocated).as("memory of " + i)
				.isCloseTo(load.requests().memoryShare(i), ShareTolerance.of(sampled));
		}
		for (ParsedProfile profile : List.of(cpu, allocs)) {
			assertThat(profile.proto().getSampleList()).allSatisfy((sample) -> hasTheRightLabel(profile, sample));
		}
	}

	private static HeapFigures.Work work() {
		return profiler.status().heapFigures().orElseThrow().work();
	}

	/** The label is that of the route's method, or there is none. */
	private static void hasTheRightLabel(ParsedProfile profile, Sample sample) {
		List<String> stack = profile.stack(sample);
		Object route = profile.labels(sample).get("route");
		for (String known : LabelledLoad.ROUTES) {
			if (stack.contains(LOAD + known.substring(1))) {
				assertThat(route).isIn(known, null);
			}
		}
		assertThat(stack).noneMatch((function) -> function.startsWith("dev.pprof4j.label."));
	}

	@ParameterizedTest
	@EnumSource(CpuEngine.class)
	@SuppressWarnings("try")
	void timeShouldHaveThoseOfSpans(CpuEngine engine) throws Exception {
		ProfilerOptions defaults = ProfilerOptions.defaults();
		ProfilerOptions options = new ProfilerOptions(defaults.maxDuration(), 8, defaults.tempDir(),
				defaults.classLoader(), new SamplingOptions(engine, 499, Duration.ofMillis(20), null,
						engine == CpuEngine.AUTO, SamplingOptions.Continuous.OFF),
				defaults.heap(), defaults.events(), defaults.goroutine());
		CpuSplit early = new CpuSplit("early", 1, TimeUnit.MILLISECONDS.toNanos(600));
		try (Profiler own = new Profiler(options); Recording recording = own.begin(ProfileKind.CPU)) {
			early.run();
			for (int i = 0; i < 5; i++) {
				try (TimeSpans.Span outer = TimeSpans.open("trace", "other");
						TimeSpans.Span span = TimeSpans.open("trace", "one")) {
					CpuSplit.burn(TimeUnit.MILLISECONDS.toNanos(200));
				}
				try (TimeSpans.Span span = TimeSpans.open("trace", "two")) {
					CpuSplit.burn(TimeUnit.MILLISECONDS.toNanos(100));
				}
				CpuSplit.burn(TimeUnit.MILLISECONDS.toNanos(100));
			}
			ParsedProfile profile = parsed(recording.stop());
			double one = profile.total(1, (sample) -> "one".equals(profile.labels(sample).get("trace")));
			double two = profile.total(1, (sample) -> "two".equals(profile.labels(sample).get("trace")));
			double all = profile.cumulative(1, CpuSplit.class.getName() + ".burn");
			// Between the beginnings of the two spans, and between their ends, the outer
			// one counts.
			assertThat((one + two) / profile.total(1, (sample) -> profile.labels(sample).containsKey("trace")))
				.isGreaterThan(0.95);
			Offset<Double> tolerance = ShareTolerance.of(profile.cumulative(0, CpuSplit.class.getName() + ".burn"));
			assertThat(one / all).isCloseTo(0.5, tolerance);
			assertThat(two / all).isCloseTo(0.25, tolerance);
		}
	}

	@Test
	void waitsShouldHaveThem() throws Exception {
		Profile before = complete(ProfileKind.BLOCK);
		Object lock = new Object();
		CountDownLatch held = new CountDownLatch(1);
		Thread holder = new Thread(() -> {
			synchronized (lock) {
				held.countDown();
				pause(1000);
			}
		});
		holder.start();
		held.await();
		AtomicLong blocked = new AtomicLong();
		AtomicLong asleep = new AtomicLong();
		ProfilingLabels.of("tenant", "acme").run(() -> {
			long start = System.nanoTime();
			synchronized (lock) {
				blocked.set(System.nanoTime() - start);
				assertThat(Thread.holdsLock(lock)).isTrue();
			}
			long end = System.nanoTime();
			pause(1000);
			asleep.set(System.nanoTime() - end);
		});
		holder.join();
		ParsedProfile block = parsed(complete(ProfileKind.BLOCK).since(before, Duration.ofSeconds(2)));
		ParsedProfile mutex = parsed(complete(ProfileKind.MUTEX));
		assertThat(ofTenant(block, "sleep")).isCloseTo(asleep.get(), Percentage.withPercentage(5));
		assertThat(ofTenant(block, "monitor")).isCloseTo(blocked.get(), Percentage.withPercentage(5));
		assertThat(ofTenant(mutex, "monitor")).isEqualTo(ofTenant(block, "monitor"));
	}

	@Test
	void threadsShouldHaveThem() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>();
		boolean virtual = Runtime.version().feature() >= 21;
		for (int i = 0; i < 10; i++) {
			Runnable task = ProfilingLabels.of("tenant", "number " + i % 2).wrap(() -> await(end));
			Thread thread = (virtual && i < 4) ? VirtualThread.start(task) : new Thread(task);
			if (!(virtual && i < 4)) {
				thread.start();
			}
			threads.add(thread);
		}
		for (Thread thread : threads) {
			while (thread.getState() != Thread.State.WAITING) {
				Thread.onSpinWait();
			}
		}
		ParsedProfile goroutine = parsed(profiler.snapshot(ProfileKind.GOROUTINE));
		StringBuilder dump = new StringBuilder();
		profiler.dump(new ThreadDumpText(dump));
		ParsedProfile wall = parsed(profiler.record(ProfileKind.WALL, Duration.ofSeconds(5)));
		end.countDown();
		for (int i = 0; i < 2; i++) {
			String tenant = "number " + i;
			assertThat(goroutine.total(0, (sample) -> tenant.equals(goroutine.labels(sample).get("tenant"))))
				.isEqualTo(5);
			// The whole window for each platform thread; virtual threads at rest are not
			// reported.
			assertThat(wall.total(1, (sample) -> tenant.equals(wall.labels(sample).get("tenant"))))
				.isCloseTo((virtual ? 3 : 5) * wall.proto().getDurationNanos(), Percentage.withPercentage(10));
			assertThat(dump.toString().split(Pattern.quote("tenant: \"number " + i + "\"}:"), -1)).hasSize(6);
		}
		assertThat(dump.toString()).doesNotContain("dev.pprof4j.label.");
		for (Thread thread : threads) {
			thread.join();
		}
	}

	@Test
	void theMemoryInUseShouldHaveThem() throws Exception {
		List<byte[]> cache = new ArrayList<>();
		ProfilingLabels.of("tenant", "large").run(() -> keep(cache, 3000));
		ProfilingLabels.of("tenant", "small").run(() -> keep(cache, 1000));
		ParsedProfile heap = parsed(profiler.take(ProfileRequest.sinceStart(ProfileKind.HEAP).afterGc()));
		double large = heap.total(3, (sample) -> "large".equals(heap.labels(sample).get("tenant")));
		double small = heap.total(3, (sample) -> "small".equals(heap.labels(sample).get("tenant")));
		// 300 MB in some 600 samples: a standard error of 4 %; for 100 MB, of 7 %.
		assertThat(large).isCloseTo(3000 * 100_000.0, Offset.offset(0.16 * 3000 * 100_000));
		assertThat(small).isCloseTo(1000 * 100_000.0, Offset.offset(0.28 * 1000 * 100_000));
		assertThat(cache).hasSize(4000);
	}

	private static void keep(List<byte[]> cache, int blocks) {
		for (int i = 0; i < blocks; i++) {
			cache.add(new byte[100_000]);
		}
	}

	private static CompletableFuture<Profile> over(ProfileKind kind, int seconds) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return profiler.take(ProfileRequest.over(kind, Duration.ofSeconds(seconds)));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}, (task) -> new Thread(task).start());
	}

	private static Profile complete(ProfileKind kind) {
		return CompleteSnapshot.of(() -> profiler.snapshot(kind), Profile::comments);
	}

	private static double labelled(ParsedProfile profile, int value, String method) {
		return profile.total(value,
				(sample) -> profile.stack(sample).contains(method) && profile.labels(sample).containsKey("route"));
	}

	private static double of(ParsedProfile profile, int value, String method, int route) {
		return profile.total(value, (sample) -> profile.stack(sample).contains(method)
				&& LabelledLoad.ROUTES[route].equals(profile.labels(sample).get("route")));
	}

	private static long ofTenant(ParsedProfile profile, String reason) {
		return profile.total(1, (sample) -> {
			Map<String, Object> labels = profile.labels(sample);
			return "acme".equals(labels.get("tenant")) && reason.equals(labels.get("reason"));
		});
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void pause(int millis) {
		try {
			TimeUnit.MILLISECONDS.sleep(millis);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ParsedProfile parsed(Profile profile) {
		return ParsedProfile.of(new PprofEncoder(new Application("test", "")).encode(profile));
	}

}
