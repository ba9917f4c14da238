package dev.pprof4j.source.agent;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.NativeThread;
import dev.pprof4j.source.ThreadClocks.Reading;
import dev.pprof4j.test.RequiresNativeSampler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClockReadings} against what threads read from their own clocks.
 */
@RequiresNativeSampler
@Timeout(120)
class ClockReadingsTests {

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private static final ThreadMXBean CLOCKS = ManagementFactory.getThreadMXBean();

	@TempDir
	private Path tempDir;

	@BeforeEach
	void load() {
		new AgentLibrary(null, this.tempDir).load();
	}

	@Test
	void threadsThatEndShouldHaveTheirLastReading() throws InterruptedException {
		AtomicLong nanos = new AtomicLong();
		CountDownLatch end = new CountDownLatch(1);
		Thread ended = started(() -> {
			CpuSplit.burn(5 * MILLI);
			await(end);
			nanos.set(CLOCKS.getCurrentThreadCpuTime());
		});
		try (ClockReadings readings = ClockReadings.begin()) {
			assertThat(of(readings, ended)).isEmpty();
			end.countDown();
			ended.join();
			assertThat(of(readings, ended)).singleElement()
				.satisfies((reading) -> assertThat(reading.end()).isBetween(nanos.get(), nanos.get() + 20 * MILLI));
		}
	}

	@Test
	void whatEndedBeforeOrAfterwardsShouldNotBeThere() throws InterruptedException {
		try (ClockReadings all = ClockReadings.begin()) {
			Thread before = started(() -> CpuSplit.burn(5 * MILLI));
			before.join();
			ClockReadings none = ClockReadings.begin();
			none.close();
			none.close(); // has no further effect
			Thread ended = started(() -> CpuSplit.burn(5 * MILLI));
			ended.join();
			assertThat(of(all, before)).hasSize(1);
			assertThat(of(all, ended)).hasSize(1);
			assertThat(of(none, before)).isEmpty();
		}
		ClockReadings closed = ClockReadings.begin();
		closed.close();
		Thread unread = started(() -> CpuSplit.burn(5 * MILLI));
		unread.join();
		assertThat(of(closed, unread)).isEmpty();
	}

	@Test
	void whatANativeThreadUsedBeforeItWasOneOfJavaShouldBeTold() throws Exception {
		Thread older = new Thread();
		try (ClockReadings readings = ClockReadings.begin()) {
			long before = NativeThread.started(this.tempDir, 20 * MILLI);
			long after = NativeThread.finish(10 * MILLI, 2);
			List<Reading> two = younger(readings, older);
			assertThat(two).hasSize(2).allSatisfy((reading) -> {
				assertThat(reading.nativeThread()).isEqualTo(two.get(0).nativeThread());
				assertThat(reading.end() - reading.begin()).isBetween(after - MILLI, after + 10 * MILLI);
			});
			assertThat(two.get(0).begin()).isBetween(before, before + 10 * MILLI);
			assertThat(two.get(1).begin()).isBetween(two.get(0).end(), two.get(0).end() + 10 * MILLI);
		}
	}

	@Test
	void onlySoManyShouldBeKept() throws Exception {
		int most = 16 * 1024;
		Thread older = new Thread();
		try (ClockReadings readings = ClockReadings.begin()) {
			NativeThread.started(this.tempDir, 0);
			NativeThread.finish(MILLI / 4, most + 100);
			List<Reading> last = readings.get();
			assertThat(last).hasSize(most);
			List<Reading> its = younger(readings, older);
			assertThat(its).hasSizeGreaterThan(most - 100);
			assertThat(its).extracting(Reading::thread).isSorted();
		}
	}

	@Test
	void whoUsesNextToNothingShouldNotBeKept() throws Exception {
		Thread older = new Thread();
		try (ClockReadings readings = ClockReadings.begin()) {
			NativeThread.started(this.tempDir, 5 * MILLI);
			NativeThread.finish(0, 1000);
			assertThat(younger(readings, older)).hasSizeLessThan(10);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/** The readings of threads created later; others may end at any time. */
	private static List<Reading> younger(ClockReadings readings, Thread thread) {
		return readings.get().stream().filter((reading) -> reading.thread() > thread.getId()).toList();
	}

	private static Thread started(Runnable work) {
		Thread thread = new Thread(work);
		thread.start();
		return thread;
	}

	private static List<Reading> of(ClockReadings readings, Thread thread) {
		return readings.get().stream().filter((reading) -> reading.thread() == thread.getId()).toList();
	}

}
