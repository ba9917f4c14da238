package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.NativeThread;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.ThreadClocks.Reading;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.agent.ClockReadings;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the CPU time of threads that are gone when the window ends, if the native
 * agent has read their clocks.
 */
@RequiresNativeSampler
@Timeout(120)
class EndedThreadClocksTests {

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	@TempDir
	private Path tempDir;

	private TestedSources sources;

	private AsyncProfilerSource source;

	@BeforeEach
	void open() {
		new AgentLibrary(null, this.tempDir).load();
		this.sources = new TestedSources(this.tempDir);
		this.source = this.sources.cpu();
	}

	@AfterEach
	void nothingShouldBeLeft() throws IOException {
		this.sources.close();
	}

	@Test
	void threadsShouldCountByTheirClocks() throws Exception {
		CpuSplit split = new CpuSplit("split", 6, 300 * MILLI);
		try (Recording recording = this.source.start()) {
			ShortRuns runs = new ShortRuns("short", 2);
			split.run();
			runs.await();
			runs.end();
			ParsedProfile profile = TestedSources.parsed(recording);
			assertThat(TestedSources.nanosOf(profile, "split")).isCloseTo(split.totalNanos(),
					Percentage.withPercentage(2));
			assertThat(TestedSources.nanosOf(profile, "short")).isCloseTo(runs.nanos(0) + runs.nanos(1),
					Percentage.withPercentage(2));
		}
	}

	/** And only once, whichever window reports it. */
	@Test
	void threadsThatEndBetweenWindowsShouldBeToldByTheNext() throws Exception {
		try (ClockReadings first = ClockReadings.begin(); ClockReadings next = ClockReadings.begin()) {
			long before = idOfOneThatBurns(5 * MILLI);
			assertThat(first.get()).extracting(Reading::thread).contains(before);
			long between = idOfOneThatBurns(5 * MILLI);
			next.beginAfter(first);
			assertThat(next.get()).extracting(Reading::thread).contains(between).doesNotContain(before);
		}
	}

	private static long idOfOneThatBurns(long nanos) throws InterruptedException {
		Thread thread = new Thread(() -> CpuSplit.burn(nanos));
		thread.start();
		thread.join();
		return thread.getId();
	}

	@Test
	void whatANativeThreadUsedBeforeShouldNotCount() throws Exception {
		NativeThread.started(this.tempDir, 1500 * MILLI);
		try (Recording recording = this.source.start()) {
			long used = NativeThread.finish(500 * MILLI, 1);
			assertThat(TestedSources.nanosOf(TestedSources.parsed(recording), "attached")).isCloseTo(used,
					Percentage.withPercentage(2));
		}
	}

	/** Samples carry the thread's last identifier, so none of its clocks applies. */
	@Test
	void whatANativeThreadUsedUnderOtherIdentifiersShouldNotBeLost() throws Exception {
		int times = 6;
		NativeThread.started(this.tempDir, 2 * MILLI);
		try (Recording recording = this.source.start()) {
			long used = times * NativeThread.finish(100 * MILLI, times);
			// async-profiler starts counting anew each time
			assertThat(TestedSources.nanosOf(TestedSources.parsed(recording), "attached")).isBetween(used / 2,
					used + used / 20);
		}
	}

	@Test
	void whatANativeThreadUsedBeforeShouldNotCountWhileItLivesEither() throws Exception {
		long before = NativeThread.started(this.tempDir, 2500 * MILLI);
		try (Recording recording = this.source.start()) {
			Thread finishes = new Thread(() -> NativeThread.finish(1000 * MILLI, 1));
			finishes.start();
			NativeThread.awaitUsed(before + 100 * MILLI, finishes);
			ParsedProfile profile = TestedSources.parsed(recording);
			finishes.join();
			assertThat(TestedSources.nanosOf(profile, "attached")).isBetween(1L, before / 2);
		}
	}

}
