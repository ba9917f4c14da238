package dev.pprof4j.source.thread;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.RequiresNativeSampler;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadSamplingSource} against threads that wait for a known time.
 */
class ThreadSamplingSourceTests {

	private static final int TIME = 1;

	@TempDir
	Path tempDir;

	@Test
	@Timeout(60)
	void timeShouldBeThatOfTheClock() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		Thread all = start("all-7", end);
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir)) {
			ThreadSamplingSource source = new ThreadSamplingSource(
					new ThreadSource(new AgentLibrary(null, this.tempDir), directory, 10_000, 1000),
					Duration.ofMillis(20));
			try (Recording warmUp = source.start()) { // the first samples take longer
				TimeUnit.MILLISECONDS.sleep(500);
				warmUp.end();
			}
			awaitSampler();
			try (Recording early = source.start()) {
				TimeUnit.SECONDS.sleep(4);
				Thread half = start("half-3", end);
				try (Recording late = source.start()) {
					TimeUnit.SECONDS.sleep(4);
					ParsedProfile second = parsed(late);
					ParsedProfile first = parsed(early);
					for (ParsedProfile profile : new ParsedProfile[] { first, second }) {
						assertThat(nanosOf(profile, "all")).isCloseTo(profile.proto().getDurationNanos(),
								Percentage.withPercentage(15));
						assertThat(profile.sampleTypes()).containsExactly("samples/count", "time/nanoseconds");
					}
					assertThat(nanosOf(first, "half")).isCloseTo(second.proto().getDurationNanos(),
							Percentage.withPercentage(15));
					// A sample may find the second thread on its way there.
					assertThat(first.cumulative(TIME, getClass().getName() + ".parked"))
						.isCloseTo(nanosOf(first, "all") + nanosOf(first, "half"), Percentage.withPercentage(5));
				}
				end.countDown();
				half.join();
			}
		}
		all.join();
		awaitSampler();
	}

	@Test
	@Timeout(60)
	@RequiresNativeSampler
	void timeThatNoSnapshotHasSeenShouldBeSaid() throws Exception {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir)) {
			CountDownLatch begun = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			ThreadSamplingSource source = source(directory, (agent, withLocks) -> {
				begun.countDown();
				parked(end);
				return new AgentWalk(agent, withLocks);
			});
			try (Recording window = source.start()) {
				begun.await();
				ParsedProfile profile = parsed(window);
				assertThat(profile.proto().getSampleList()).isEmpty();
				assertThat(profile.comments())
					.contains("Wall-clock time comes from repeated snapshots of all threads: 0 in this window")
					.contains("The last " + TimeUnit.NANOSECONDS.toMillis(profile.proto().getDurationNanos())
							+ " ms of the window are missing: no snapshot was completed in that time");
			}
			end.countDown();
		}
		awaitSampler();
	}

	@Test
	@Timeout(60)
	@RequiresNativeSampler
	void timeOfSnapshotsThatFailedShouldBeMissing() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		Thread parked = start("all-7", end);
		AtomicInteger failures = new AtomicInteger();
		AtomicInteger successes = new AtomicInteger();
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir)) {
			ThreadSamplingSource source = source(directory, (agent, withLocks) -> {
				if (failures.incrementAndGet() <= 20) {
					throw new ProfilingException.Failed("refused", new IllegalStateException());
				}
				successes.incrementAndGet();
				return new AgentWalk(agent, withLocks);
			});
			try (Recording window = source.start()) {
				while (successes.get() < 5) {
					Thread.sleep(10);
				}
				ParsedProfile profile = parsed(window);
				Matcher missing = profile.comments()
					.stream()
					.map(Pattern
						.compile("Some snapshots failed, and (\\d+) ms of the window are missing: refused")::matcher)
					.filter(Matcher::matches)
					.findFirst()
					.orElseThrow();
				long missingNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(missing.group(1)));
				assertThat(missingNanos).isPositive();
				assertThat(nanosOf(profile, "all")).isPositive()
					.isLessThanOrEqualTo(profile.proto().getDurationNanos() - missingNanos);
			}
		}
		end.countDown();
		parked.join();
		awaitSampler();
	}

	@Test
	@Timeout(60)
	@RequiresNativeSampler
	void whatSnapshotsSayShouldBeSaidOnce() throws Exception {
		try (PrivateDirectory directory = new PrivateDirectory(this.tempDir)) {
			AtomicInteger looks = new AtomicInteger();
			ThreadSamplingSource source = source(directory, (agent, withLocks) -> {
				throw new ProfilingException.Unavailable("refused for the time " + looks.incrementAndGet());
			});
			try (Recording window = source.start()) {
				while (looks.get() < 3) {
					Thread.sleep(10);
				}
				List<String> comments = parsed(window).comments();
				assertThat(comments).filteredOn((comment) -> comment.startsWith("Read from"))
					.containsExactly("Read from JDK thread dumps, which stop the application: refused for the time 1");
				// The window may have ended before the last one was completed.
				String counted = "Wall-clock time comes from repeated snapshots of all threads: %d in this window";
				assertThat(comments).containsAnyOf(counted.formatted(looks.get()), counted.formatted(looks.get() - 1));
			}
		}
		awaitSampler();
	}

	private ThreadSamplingSource source(PrivateDirectory directory, ThreadSource.AgentWalks walks) {
		return new ThreadSamplingSource(
				new ThreadSource(new AgentLibrary(null, this.tempDir), directory, 10_000, 1000, walks),
				Duration.ofMillis(20));
	}

	/** Waits until the sampler has ended, or the test's time is over. */
	private static void awaitSampler() throws InterruptedException {
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread.getName().equals("pprof-wall")) {
				thread.join();
			}
		}
	}

	private static Thread start(String name, CountDownLatch end) {
		Thread thread = new Thread(() -> parked(end), name);
		thread.start();
		while (thread.getState() != Thread.State.WAITING) {
			Thread.onSpinWait();
		}
		return thread;
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
		return profile.total(TIME, (sample) -> thread.equals(profile.labels(sample).get("thread")));
	}

	private static ParsedProfile parsed(Recording recording) {
		return ParsedProfile.of(new PprofEncoder(new Application("test", "")).encode(recording.stop()));
	}

}
