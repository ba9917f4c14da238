package dev.pprof4j;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.source.jfr.KnownWait;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.CompleteSnapshot;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import dev.pprof4j.test.proto.Sample;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests that the waits of virtual threads are reported, or not, as the table in the
 * documentation says.
 */
@RequiresNativeSampler
class VirtualThreadWaitsTests {

	private static final int ROUNDS = 4;

	private static final long PINNED_NANOS = 30_000_000;

	private static final Object MONITOR = new Object();

	/** Waits of virtual threads, and whether the JVM reports them. */
	private static final Map<KnownWait, Boolean> REPORTED = Map.ofEntries(Map.entry(KnownWait.MONITOR, true),
			Map.entry(KnownWait.SLEEP, true), Map.entry(KnownWait.SOCKET, true), Map.entry(KnownWait.PIPE, true),
			Map.entry(KnownWait.LOCK, false), Map.entry(KnownWait.READ_LOCK, false),
			Map.entry(KnownWait.STAMPED_LOCK, false), Map.entry(KnownWait.SEMAPHORE, false),
			Map.entry(KnownWait.QUEUE, false), Map.entry(KnownWait.LATCH, false), Map.entry(KnownWait.PARK, false),
			Map.entry(KnownWait.WAIT, false));

	@Test
	void waitsShouldBeReportedAsTheTableSays() {
		assumeThat(VirtualThreads.areSupported()).as("virtual threads").isTrue();
		String output = new ChildJvm().run(Main.class);
		assertThat(output).contains("all reported as expected");
	}

	/**
	 * Waits in virtual threads, in a separate JVM.
	 */
	static final class Main {

		public static void main(String[] args) throws Exception {
			ThreadFactory virtual = virtualThreads();
			try (Profiler profiler = new Profiler(options())) {
				profiler.start(ProfileKind.BLOCK);
				for (Map.Entry<KnownWait, Boolean> entry : REPORTED.entrySet()) {
					check(profiler, virtual, entry.getKey(), entry.getValue());
				}
				checkPinned(profiler, virtual);
				ParsedProfile mutex = parsed(profiler, ProfileKind.MUTEX);
				assertThat(mutex.comments()).anyMatch((comment) -> comment.contains("java.util.concurrent"));
				assertThat(mutex.total(0, (sample) -> mutex.stack(sample).contains(KnownWait.MONITOR.frame())))
					.isEqualTo(ROUNDS);
				assertThat(mutex.comments())
					.noneMatch((comment) -> comment.contains("Waits of virtual threads for monitors are counted if"));
				assertThat(parsed(profiler, ProfileKind.BLOCK).comments()).contains(
						"Waits of virtual threads for monitors are counted if they last at least 10 ms (pprof.mutex.threshold)");
			}
			System.out.println("all reported as expected");
		}

		/**
		 * In a static initializer, a virtual thread keeps its carrier. Up to three events
		 * then report one wait, which counts once.
		 */
		private static void checkPinned(Profiler profiler, ThreadFactory virtual) throws Exception {
			Map<String, String> reasons = Map.of(Parking.class.getName(), "pinned", Sleeping.class.getName(), "sleep",
					Waiting.class.getName(), "wait", Entering.class.getName(), "monitor");
			for (String type : reasons.keySet()) {
				Thread thread = virtual.newThread(() -> initialize(type));
				if (type.equals(Entering.class.getName())) {
					contend(thread);
				}
				else {
					thread.start();
				}
				thread.join();
			}
			ParsedProfile profile = parsed(profiler, ProfileKind.BLOCK);
			reasons.forEach((type, reason) -> {
				List<Sample> samples = profile.proto()
					.getSampleList()
					.stream()
					.filter((sample) -> profile.stack(sample).contains(type + ".<clinit>"))
					.toList();
				System.out.println(type + " " + samples.stream().map(profile::labels).toList());
				assertThat(samples).as(type).hasSize(1);
				assertThat(samples.get(0).getValue(0)).as(type).isOne();
				assertThat(profile.labels(samples.get(0))).as(type).containsEntry("reason", reason);
			});
		}

		private static ProfilerOptions options() {
			ProfilerOptions defaults = ProfilerOptions.defaults();
			EventOptions events = defaults.events();
			EventOptions.Block block = new EventOptions.Block(true, Duration.ofMillis(5), false,
					EventOptions.DEFAULT_MAX_STACKS);
			return defaults.withEvents(new EventOptions(block, events.mutex(), events.threadcreate(), events.trace()));
		}

		/** Holds the monitor until the thread waits for it, and a while longer. */
		private static void contend(Thread thread) throws InterruptedException {
			synchronized (MONITOR) {
				thread.start();
				while (thread.getState() != Thread.State.BLOCKED) {
					LockSupport.parkNanos(100_000);
				}
				TimeUnit.NANOSECONDS.sleep(PINNED_NANOS);
			}
		}

		private static void initialize(String type) {
			try {
				Class.forName(type);
			}
			catch (ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static void check(Profiler profiler, ThreadFactory virtual, KnownWait wait, boolean reported)
				throws Exception {
			ParsedProfile before = parsed(profiler, ProfileKind.BLOCK);
			long[] truth = new long[1];
			Thread thread = virtual.newThread(() -> truth[0] = wait.await(ROUNDS));
			thread.start();
			thread.join();
			ParsedProfile after = parsed(profiler, ProfileKind.BLOCK);
			long contentions = total(after, 0, wait) - total(before, 0, wait);
			long delay = total(after, 1, wait) - total(before, 1, wait);
			System.out.printf("%s: %d contentions, %d of %d ns%n", wait, contentions, delay, truth[0]);
			assertThat(contentions).as(wait + "").isEqualTo(reported ? ROUNDS : 0);
			assertThat((double) delay).as(wait + "")
				.isBetween(reported ? 0.95 * truth[0] : 0, reported ? 1.05 * truth[0] : 0);
			assertThat(after.comments()).anyMatch((comment) -> comment.contains("java.util.concurrent"));
		}

		private static long total(ParsedProfile profile, int value, KnownWait wait) {
			return profile.total(value, (sample) -> profile.stack(sample).contains(wait.frame()));
		}

		private static ParsedProfile parsed(Profiler profiler, ProfileKind kind) {
			Profile profile = CompleteSnapshot.of(() -> profiler.snapshot(kind), Profile::comments);
			return ParsedProfile.of(new PprofEncoder(new Application("test", "")).encode(profile));
		}

		/** {@code Thread.ofVirtual().factory()}, which JDK 17 does not have. */
		private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
			Method ofVirtual = Thread.class.getMethod("ofVirtual");
			return (ThreadFactory) ofVirtual.getReturnType().getMethod("factory").invoke(ofVirtual.invoke(null));
		}

	}

	/** Parks when it is initialized. */
	static final class Parking {

		static {
			LockSupport.parkNanos(PINNED_NANOS);
		}

	}

	/** Sleeps when it is initialized. */
	static final class Sleeping {

		static {
			try {
				Thread.sleep(30);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/** Waits when it is initialized. */
	@SuppressWarnings("WaitNotInLoop") // bare on purpose
	static final class Waiting {

		static {
			Object monitor = new Object();
			try {
				synchronized (monitor) {
					monitor.wait(30);
				}
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/** Enters a monitor that is held when it is initialized. */
	static final class Entering {

		static {
			synchronized (MONITOR) {
				MONITOR.notifyAll();
			}
		}

	}

}
