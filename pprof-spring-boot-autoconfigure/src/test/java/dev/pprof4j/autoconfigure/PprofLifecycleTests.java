package dev.pprof4j.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

import dev.pprof4j.FakeHeap;
import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PprofLifecycle}.
 */
@Timeout(60)
class PprofLifecycleTests {

	private final ApplicationReadyEvent ready = new ApplicationReadyEvent(new SpringApplication(), new String[0],
			new GenericApplicationContext(), Duration.ZERO);

	private final BlockingQueue<Thread> starters = new LinkedBlockingQueue<>();

	private final CountDownLatch mayStart = new CountDownLatch(1);

	private final Profiler profiler = new Profiler(ProfilerOptions.defaults(), List.of(),
			List.of(new FakeHeap(), new Counts()));

	private final PprofLifecycle lifecycle = new PprofLifecycle(this.profiler, null, true);

	@AfterEach
	void close() {
		this.mayStart.countDown();
		this.profiler.close();
	}

	@Test
	void countingShouldBeginWhenReadyOnAThreadOfItsOwn() throws Exception {
		this.lifecycle.start();
		assertThat(this.starters).isEmpty();
		// Returns although the start of the source is still blocked.
		this.lifecycle.onApplicationEvent(this.ready);
		assertThat(this.starters.take()).isNotSameAs(Thread.currentThread())
			.extracting(Thread::getName, Thread::isDaemon)
			.containsExactly("pprof-start", true);
	}

	@Test
	void whatIsStoppedWhileItBeginsShouldStayStopped() throws Exception {
		this.lifecycle.start();
		this.lifecycle.onApplicationEvent(this.ready);
		Thread starter = this.starters.take();
		Thread stop = new Thread(this.lifecycle::stop);
		stop.start();
		this.mayStart.countDown();
		stop.join();
		assertThat(starter.isAlive()).isFalse();
		assertThat(this.lifecycle.isRunning()).isFalse();
		assertThatExceptionOfType(ProfilingException.Unavailable.class)
			.isThrownBy(() -> this.profiler.record(ProfileKind.HEAP, Duration.ofMillis(1)))
			.withMessage("The application is stopping: no more profiles are taken");
	}

	@Test
	void whatIsStartedAgainShouldCountAgain() throws Exception {
		this.mayStart.countDown();
		this.lifecycle.start();
		this.lifecycle.onApplicationEvent(this.ready);
		Thread first = this.starters.take();
		this.lifecycle.stop();
		this.lifecycle.start();
		assertThat(this.starters.take()).isNotSameAs(first);
		assertThat(this.lifecycle.isRunning()).isTrue();
	}

	@Test
	void whatIsSwitchedOffShouldNotBegin() {
		PprofLifecycle off = new PprofLifecycle(this.profiler, null, false);
		off.start();
		off.onApplicationEvent(this.ready);
		assertThat(off.isRunning()).isFalse();
		off.stop(); // would wait for a start in progress
		assertThat(this.starters).isEmpty();
	}

	/**
	 * A source that records which thread starts it.
	 */
	private final class Counts implements SnapshotSource {

		@Override
		public Set<ProfileKind> kinds() {
			return Set.of(ProfileKind.BLOCK);
		}

		@Override
		public String name() {
			return "fake";
		}

		@Override
		public SourceState state() {
			return SourceState.available("fake");
		}

		@Override
		public void start() {
			PprofLifecycleTests.this.starters.add(Thread.currentThread());
			try {
				PprofLifecycleTests.this.mayStart.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public Profile snapshot(ProfileKind kind, boolean afterGc) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
			// Nothing to end.
		}

	}

}
