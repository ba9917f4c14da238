package dev.pprof4j;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PastPart}.
 */
@Timeout(60)
class PastPartTests {

	private final SlowRecording recording = new SlowRecording();

	private final PastPart part = new PastPart(this.recording, 0);

	@Test
	void whoDropsItShouldNotWaitForWhoReadsIt() throws Exception {
		assertThat(this.part.end()).isTrue();
		CompletableFuture<Profile> profile = CompletableFuture.supplyAsync(this.part::read);
		this.recording.reading.await();
		assertThat(this.part.bytes()).isEqualTo(17);
		this.part.close();
		assertThat(this.recording.closed).hasValue(0);
		assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(this.part::read)
			.withMessage("it has become too old");
		this.recording.go.countDown();
		assertThat(profile.get().kind()).isEqualTo(ProfileKind.CPU);
		assertThat(this.recording.closed).hasValue(1);
	}

	/**
	 * A recording whose reading takes as long as the test wants.
	 */
	private static final class SlowRecording implements Recording {

		private final CountDownLatch reading = new CountDownLatch(1);

		private final CountDownLatch go = new CountDownLatch(1);

		private final AtomicInteger closed = new AtomicInteger();

		@Override
		public void end() {
			// It has already ended.
		}

		@Override
		public Profile stop() {
			this.reading.countDown();
			try {
				this.go.await();
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
			return new ProfileBuilder(ProfileKind.CPU, 1).build(Instant.EPOCH, Duration.ZERO);
		}

		@Override
		public boolean mustEnd() {
			return false;
		}

		@Override
		public long bytes() {
			return 17;
		}

		@Override
		public void close() {
			this.closed.incrementAndGet();
		}

	}

}
