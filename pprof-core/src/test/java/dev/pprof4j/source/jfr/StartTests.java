package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Start}.
 */
@Timeout(60)
class StartTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final Logger LOGGER = Logger.getLogger(Start.class.getName());

	private final LogCapture log = new LogCapture();

	private final AtomicInteger closed = new AtomicInteger();

	@BeforeEach
	void listen() {
		LOGGER.setLevel(Level.ALL);
		LOGGER.addHandler(this.log);
	}

	@AfterEach
	void listenNoMore() {
		LOGGER.removeHandler(this.log);
		LOGGER.setLevel(null);
	}

	@Test
	void whatIsStartedShouldBeThereUntilItIsClosed() throws Exception {
		Start<AutoCloseable> start = started(false, (made) -> {
		});
		assertThat(start.started()).isNotNull();
		assertThat(start.failure()).isEmpty();
		assertThat(this.closed).hasValue(0);
		start.close();
		assertThat(start.started()).isNull();
		assertThat(this.closed).hasValue(1);
		assertThat(this.log.levels).isEmpty();
	}

	@Test
	void whatCannotBeMadeShouldTellWhy() throws Exception {
		Start<AutoCloseable> start = new Start<>(() -> {
			throw new NoClassDefFoundError("jdk.internal");
		}, (made) -> {
		}, false);
		start.await(PATIENCE);
		assertThat(start.started()).isNull();
		assertThat(start.failure()).isEqualTo("JDK Flight Recorder cannot be started: jdk.internal");
		assertThat(this.log.levels).containsExactly(Level.WARNING);
	}

	/** The reason is reported each time, but does not fill the log. */
	@Test
	void whatDoesNotStartAgainShouldBeClosedAndNotBeLoggedAgain() throws Exception {
		for (boolean again : new boolean[] { false, true }) {
			Start<AutoCloseable> start = started(again, (made) -> {
				throw new IllegalStateException("no repository");
			});
			assertThat(start.started()).isNull();
			assertThat(start.failure()).isEqualTo("JDK Flight Recorder cannot be started: no repository");
		}
		assertThat(this.closed).hasValue(2);
		assertThat(this.log.levels).containsExactly(Level.WARNING, Level.FINE);
	}

	@Test
	void whatIsClosedWhileItStartsShouldBeClosedWhenItHas() throws Exception {
		CountDownLatch starting = new CountDownLatch(1);
		CountDownLatch mayStart = new CountDownLatch(1);
		Start<AutoCloseable> start = new Start<>(() -> this.closed::incrementAndGet, (made) -> {
			starting.countDown();
			await(mayStart);
		}, false);
		starting.await();
		start.close();
		assertThat(this.closed).hasValue(0);
		mayStart.countDown();
		start.await(PATIENCE);
		assertThat(this.closed).hasValue(1);
		assertThat(start.started()).isNull();
	}

	private Start<AutoCloseable> started(boolean again, Consumer<AutoCloseable> starter) throws InterruptedException {
		Start<AutoCloseable> start = new Start<>(() -> this.closed::incrementAndGet, starter, again);
		start.await(PATIENCE);
		return start;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * Collects the levels of what is logged.
	 */
	private static final class LogCapture extends Handler {

		private final List<Level> levels = Collections.synchronizedList(new ArrayList<>());

		@Override
		public void publish(LogRecord record) {
			this.levels.add(record.getLevel());
		}

		@Override
		public void flush() {
			// Nothing is buffered.
		}

		@Override
		public void close() {
			// Nothing to end.
		}

	}

}
