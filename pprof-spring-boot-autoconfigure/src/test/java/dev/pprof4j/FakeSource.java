package dev.pprof4j;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import org.jspecify.annotations.Nullable;

/**
 * A fake source that records nothing, counts its open recordings, and refuses on demand.
 */
public final class FakeSource implements WindowSource {

	private final AtomicInteger starts = new AtomicInteger();

	private final AtomicInteger open = new AtomicInteger();

	private final ProfileKind kind;

	private volatile CountDownLatch started = new CountDownLatch(1);

	private volatile CountDownLatch closed = new CountDownLatch(1);

	private volatile @Nullable RuntimeException refusal;

	private volatile String startedBy = "";

	private volatile Runnable reading = () -> {
	};

	public FakeSource(ProfileKind kind) {
		this.kind = kind;
	}

	public int starts() {
		return this.starts.get();
	}

	/** Returns the name of the thread that started it last. */
	public String startedBy() {
		return this.startedBy;
	}

	public int open() {
		return this.open.get();
	}

	public void awaitStart() throws InterruptedException {
		this.started.await();
	}

	/** Waits until a recording is closed. */
	public void awaitClose() throws InterruptedException {
		this.closed.await();
	}

	public void refuse(RuntimeException refusal) {
		this.refusal = refusal;
	}

	/** Sets what runs before a recording is read. */
	public void beforeReading(Runnable reading) {
		this.reading = reading;
	}

	/**
	 * Resets the starts, the latches and the refusal; recordings that are open stay
	 * counted.
	 */
	public void forget() {
		this.starts.set(0);
		this.started = new CountDownLatch(1);
		this.closed = new CountDownLatch(1);
		this.refusal = null;
	}

	@Override
	public ProfileKind kind() {
		return this.kind;
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
		RuntimeException refused = this.refusal;
		if (refused != null) {
			throw refused;
		}
		this.startedBy = Thread.currentThread().getName();
		this.starts.incrementAndGet();
		this.open.incrementAndGet();
		this.started.countDown();
		return new FakeRecording();
	}

	private final class FakeRecording implements Recording {

		@Override
		public void end() {
			// Nothing to end.
		}

		@Override
		public Profile stop() {
			FakeSource.this.reading.run();
			ProfileBuilder builder = new ProfileBuilder(FakeSource.this.kind, 10);
			builder.add(List.of(Frame.ofMissing("fake")), Labels.of(Label.of("thread", "fake-1")), 1, 10);
			return builder.build(Instant.EPOCH, Duration.ofSeconds(1));
		}

		@Override
		public long bytes() {
			return 0;
		}

		@Override
		public boolean mustEnd() {
			return false;
		}

		@Override
		public void close() {
			FakeSource.this.open.decrementAndGet();
			FakeSource.this.closed.countDown();
		}

	}

}
