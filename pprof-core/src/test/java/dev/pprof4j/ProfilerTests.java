package dev.pprof4j;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SnapshotSource;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import org.jspecify.annotations.Nullable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Profiler}: waiting, limits, and what ends a wait.
 */
@Timeout(60)
class ProfilerTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	@TempDir
	Path tempDir;

	private final FakeSource source = new FakeSource();

	@Test
	void recordShouldReturnWhatTheSourceRecorded() throws InterruptedException {
		Profile profile = profiler(1).record(ProfileKind.CPU, Duration.ofMillis(1));
		assertThat(profile.kind()).isEqualTo(ProfileKind.CPU);
		assertThat(profile.comments()).isEmpty();
		assertThat(this.source.open).hasValue(0);
	}

	@Test
	void recordsOfAWindowShouldNotBeKnown() {
		assertThat(profiler(1).status().records(ProfileKind.CPU)).isEmpty();
	}

	@Test
	void recordWhenDurationIsOutOfRangeShouldNotStart() {
		Profiler profiler = profiler(1);
		for (Duration duration : List.of(Duration.ZERO, Duration.ofSeconds(-1), LONG.plusNanos(1))) {
			assertThatIllegalArgumentException().isThrownBy(() -> profiler.record(ProfileKind.CPU, duration))
				.withMessageContaining("PT5M");
		}
		assertThat(this.source.starts).hasValue(0);
	}

	@Test
	void recordWhenAsManyWaitAsAllowedShouldBeBusy() throws Exception {
		Profiler profiler = profiler(1);
		CompletableFuture<Profile> first = recordInBackground(profiler);
		this.source.started.await();
		assertThatExceptionOfType(ProfilingException.Busy.class)
			.isThrownBy(() -> profiler.record(ProfileKind.CPU, LONG))
			.withMessageContaining("pprof.max-concurrent=1");
		assertThat(this.source.starts).hasValue(1);
		assertThatExceptionOfType(ProfilingException.Unavailable.class).as("what is there takes none of their slots")
			.isThrownBy(() -> profiler.past(Duration.ofSeconds(1)))
			.withMessageContaining("pprof.cpu.continuous.enabled=true");
		assertThat(profiler.status().untilNextEnd()).isPositive().isLessThanOrEqualTo(LONG);
		profiler.stop();
		first.get();
	}

	@Test
	void stopShouldEndTheWaitWithWhatThereIs() throws Exception {
		Profiler profiler = profiler(2);
		CompletableFuture<Profile> first = recordInBackground(profiler);
		this.source.started.await();
		profiler.stop();
		assertThat(first.get().comments()).singleElement().asString().contains("Cut short");
		assertThat(this.source.open).hasValue(0);
		assertThat(profiler.status().untilNextEnd()).isZero();
	}

	@Test
	void aRecordingThatFillsTheDiskShouldEndWithWhatThereIs() throws InterruptedException {
		this.source.full = true;
		assertThat(profiler(1).record(ProfileKind.CPU, LONG).comments()).singleElement()
			.asString()
			.contains("has reached its limit of 256 MB, or has ended early");
		assertThat(this.source.open).hasValue(0);
	}

	@Test
	void recordWhenStoppedShouldBeRefusedUntilStartedAgain() throws InterruptedException {
		Profiler profiler = profiler(1);
		profiler.stop();
		Pprof.of(profiler, new PprofEncoder(new Application("test", ""))).count(ProfileKind.GOROUTINE);
		assertThatExceptionOfType(ProfilingException.Unavailable.class)
			.isThrownBy(() -> profiler.record(ProfileKind.CPU, Duration.ofMillis(1)));
		profiler.start();
		assertThat(profiler.record(ProfileKind.CPU, Duration.ofMillis(1)).comments()).isEmpty();
	}

	@Test
	void closedShouldRefuseEverything() {
		Profiler profiler = profiler(1);
		profiler.close();
		List<ThrowingCallable> calls = List.of(() -> profiler.begin(ProfileKind.CPU), profiler::start,
				() -> profiler.record(ProfileKind.CPU, Duration.ofMillis(1)),
				() -> profiler.trace(Duration.ofMillis(1)), () -> profiler.past(Duration.ofSeconds(1)),
				() -> profiler.snapshot(ProfileKind.GOROUTINE));
		for (ThrowingCallable call : calls) {
			assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(call)
				.withMessage("The profiler is closed");
		}
		assertThat(this.source.open).hasValue(0);
	}

	@Test
	void whatCannotBeClosedShouldNotKeepTheOthersOpen() {
		List<String> closed = new ArrayList<>();
		Profiler profiler = new Profiler(ProfilerOptions.defaults().withTempDir(this.tempDir), List.of(this.source),
				List.of(new Uncloseable(closed, "one"), new Uncloseable(closed, "two")));
		Recording open = profiler.begin(ProfileKind.CPU);
		profiler.close();
		assertThat(closed).containsExactly("one", "two");
		assertThat(this.source.open).hasValue(0);
		assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(open::stop)
			.withMessage("The recording is closed, or its profiler is");
	}

	@Test
	void closeShouldWaitForTheWindowsInProgressToBeReturned() throws Exception {
		Profiler profiler = profiler(2);
		CompletableFuture<Profile> first = recordInBackground(profiler);
		this.source.started.await();
		profiler.close();
		assertThat(this.source.open).hasValue(0);
		assertThat(first.get().comments()).singleElement().asString().contains("Cut short");
	}

	@Test
	void interruptShouldEndTheRecordingAndFreeThePlace() throws Exception {
		Profiler profiler = profiler(1);
		CompletableFuture<Throwable> outcome = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				profiler.record(ProfileKind.CPU, LONG);
				outcome.complete(new AssertionError("not interrupted"));
			}
			catch (Throwable ex) {
				outcome.complete(ex);
			}
		});
		thread.start();
		this.source.started.await();
		thread.interrupt();
		assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
		assertThat(this.source.open).hasValue(0);
		assertThat(profiler.record(ProfileKind.CPU, Duration.ofMillis(1))).isNotNull();
	}

	@Test
	void recordWhenTheSourceRefusesShouldFreeThePlace() throws InterruptedException {
		Profiler profiler = profiler(1);
		this.source.refusal = new ProfilingException.Conflict("taken");
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(ProfilingException.Conflict.class)
				.isThrownBy(() -> profiler.record(ProfileKind.CPU, LONG));
		}
		this.source.refusal = null;
		assertThat(profiler.record(ProfileKind.CPU, Duration.ofMillis(1))).isNotNull();
	}

	private Profiler profiler(int maxConcurrent) {
		ProfilerOptions options = new ProfilerOptions(LONG, maxConcurrent, this.tempDir, getClass().getClassLoader(),
				SamplingOptions.defaults(), HeapOptions.defaults(), EventOptions.defaults(),
				GoroutineOptions.defaults());
		return new Profiler(options, List.of(this.source), List.of());
	}

	private static CompletableFuture<Profile> recordInBackground(Profiler profiler) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return profiler.record(ProfileKind.CPU, LONG);
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		});
	}

	/**
	 * A source that fails to close.
	 *
	 * @param closed the names of the sources that were asked to close
	 * @param name its name
	 */
	private record Uncloseable(List<String> closed, String name) implements SnapshotSource {

		@Override
		public Set<ProfileKind> kinds() {
			return Set.of(ProfileKind.HEAP);
		}

		@Override
		public SourceState state() {
			return SourceState.available(this.name);
		}

		@Override
		public void start() {
			// There is nothing to start.
		}

		@Override
		public Profile snapshot(ProfileKind kind, boolean afterGc) {
			throw new ProfilingException.Unavailable(this.name);
		}

		@Override
		public void close() {
			this.closed.add(this.name);
			throw new IllegalStateException(this.name + " cannot be closed");
		}

	}

	/**
	 * A source that counts open recordings, and records nothing.
	 */
	private static final class FakeSource implements WindowSource {

		private final AtomicInteger starts = new AtomicInteger();

		private final AtomicInteger open = new AtomicInteger();

		private final CountDownLatch started = new CountDownLatch(1);

		private volatile @Nullable ProfilingException refusal;

		private volatile boolean full;

		@Override
		public ProfileKind kind() {
			return ProfileKind.CPU;
		}

		@Override
		public String name() {
			return "fake";
		}

		@Override
		public SourceState state() {
			return SourceState.available("a fake");
		}

		@Override
		public Recording start() {
			ProfilingException refused = this.refusal;
			if (refused != null) {
				throw refused;
			}
			this.starts.incrementAndGet();
			this.open.incrementAndGet();
			this.started.countDown();
			return new FakeRecording();
		}

		private final class FakeRecording implements Recording {

			@Override
			public void end() {
				// There is nothing to end.
			}

			@Override
			public Profile stop() {
				return new Profile(ProfileKind.CPU, Instant.EPOCH, Duration.ofNanos(1), 1, List.of(), List.of());
			}

			@Override
			public long bytes() {
				return 0;
			}

			@Override
			public boolean mustEnd() {
				return FakeSource.this.full;
			}

			@Override
			public void close() {
				FakeSource.this.open.decrementAndGet();
			}

		}

	}

}
