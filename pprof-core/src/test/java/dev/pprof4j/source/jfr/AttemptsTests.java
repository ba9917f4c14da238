package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import dev.pprof4j.source.ProfilingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Attempts}.
 */
@Timeout(60)
class AttemptsTests {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final List<Thing> made = Collections.synchronizedList(new ArrayList<>());

	private final List<Thing> closed = Collections.synchronizedList(new ArrayList<>());

	private volatile boolean refuses;

	private final Attempts<Thing> attempts = new Attempts<>(Thing::new, (thing) -> {
		this.made.add(thing);
		if (this.refuses) {
			throw new IllegalStateException("refused");
		}
	});

	@Test
	void whatRunsShouldNotBeginAgain() throws Exception {
		assertThat(this.attempts.isBegun()).isFalse();
		assertThat(this.attempts.running()).isNull();
		begin();
		assertThat(this.attempts.begin()).isFalse();
		assertThat(this.attempts.running()).isSameAs(this.made.get(0));
		assertThat(this.made).hasSize(1);
		assertThat(this.attempts.failure()).isEmpty();
	}

	@Test
	void whatHasFailedShouldBeginAgainWhenSomebodyAsks() throws Exception {
		this.refuses = true;
		begin();
		assertThat(this.attempts.running()).isNull();
		assertThat(this.attempts.failure()).endsWith("refused");
		this.refuses = false;
		begin();
		assertThat(this.attempts.failure()).isEmpty();
		assertThat(this.attempts.running()).isSameAs(this.made.get(1));
		assertThat(this.closed).containsExactly(this.made.get(0));
	}

	@Test
	void whatHasEndedShouldBeginOnceAgain() throws Exception {
		begin();
		Thing ended = this.made.get(0);
		this.attempts.beginAfter(ended);
		this.attempts.beginAfter(ended); // by another caller that has seen it end
		this.attempts.await(PATIENCE);
		assertThat(this.made).hasSize(2);
		assertThat(this.closed).containsExactly(ended);
		assertThat(this.attempts.running()).isSameAs(this.made.get(1));
	}

	@Test
	void nothingShouldBeginAfterTheEnd() throws Exception {
		begin();
		this.attempts.close();
		assertThat(this.closed).isEqualTo(this.made).hasSize(1);
		this.attempts.beginAfter(this.made.get(0));
		assertThatExceptionOfType(ProfilingException.Unavailable.class).isThrownBy(this.attempts::begin)
			.withMessage("The profiler is closed");
		assertThat(this.made).hasSize(1);
		assertThat(this.attempts.isBegun()).isFalse();
	}

	private void begin() throws InterruptedException {
		assertThat(this.attempts.begin()).isTrue();
		this.attempts.await(PATIENCE);
	}

	/**
	 * Something that is started.
	 */
	private final class Thing implements AutoCloseable {

		@Override
		public void close() {
			AttemptsTests.this.closed.add(this);
		}

	}

}
