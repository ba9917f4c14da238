package dev.pprof4j.source.agent;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.NativeThread;
import dev.pprof4j.source.ThreadClocks.Reading;
import dev.pprof4j.test.RequiresNativeSampler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClockReadings} against what threads read of their own clocks.
 */
@RequiresNativeSampler
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
		Thread ended = started(() -> {
			CpuSplit.burn(50 * MILLI);
			nanos.set(CLOCKS.getCurrentThreadCpuTime());
		});
		try (ClockReadings readings = ClockReadings.begin()) {
			assertThat(of(readings, ended)).isEmpty();
			ended.join();
			assertThat(of(readings, ended)).singleElement().satisfies((reading) -> {
				assertThat(reading.ended()).isTrue();
				assertThat(reading.nanos()).isBetween(nanos.get(), nanos.get() + 20 * MILLI);
			});
		}
	}

	@Test
	void whatEndedBeforeOrAfterwardsShouldNotBeThere() throws InterruptedException {
		try (ClockReadings all = ClockReadings.begin()) {
			Thread before = started(() -> CpuSplit.burn(5 * MILLI));
			before.join();
			ClockReadings none = ClockReadings.begin();
			none.close();
			none.close(); // twice is once
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
		try (ClockReadings readings = ClockReadings.begin()) {
			long before = NativeThread.started(this.tempDir, 20 * MILLI);
			long after = NativeThread.finish(10 * MILLI, 1);
			List<Reading> two = readings.get();
			assertThat(two).hasSizeGreaterThanOrEqualTo(2);
			Reading end = two.get(two.size() - 1);
			assertThat(of(two, end.thread())).extracting(Reading::ended).containsExactly(false, true);
			long begin = of(two, end.thread()).get(0).nanos();
			assertThat(begin).isBetween(before, before + 10 * MILLI);
			assertThat(end.nanos() - begin).isBetween(after, after + 10 * MILLI);
		}
	}

	@Test
	void onlySoManyShouldBeKept() throws Exception {
		int times = 10_000;
		try (ClockReadings readings = ClockReadings.begin()) {
			NativeThread.started(this.tempDir, 2 * MILLI);
			NativeThread.finish(0, times);
			List<Reading> last = readings.get();
			assertThat(last).hasSize(16 * 1024);
			assertThat(last.get(last.size() - 1).ended()).isTrue();
			assertThat(last).extracting(Reading::thread).isSorted();
			assertThat(last).filteredOn(Reading::ended).hasSizeBetween(8 * 1024 - 1, 8 * 1024 + 1);
		}
	}

	private static Thread started(Runnable work) {
		Thread thread = new Thread(work);
		thread.start();
		return thread;
	}

	private static List<Reading> of(ClockReadings readings, Thread thread) {
		return of(readings.get(), thread.getId());
	}

	private static List<Reading> of(List<Reading> readings, long thread) {
		return readings.stream().filter((reading) -> reading.thread() == thread).toList();
	}

}
