package dev.pprof4j.source.jfr;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventBudget}.
 */
class EventBudgetTests {

	private static final Duration WANTED = Duration.ofMillis(10);

	private final EventBudget budget = new EventBudget("park", WANTED);

	@Test
	void fewEventsShouldAllBeTold() {
		for (int i = 0; i < 100; i++) {
			assertThat(inASecond(1000)).isFalse();
		}
		assertThat(this.budget.threshold()).isEqualTo(WANTED);
		assertThat(this.budget.comment(WANTED)).isEmpty();
	}

	@Test
	void thresholdShouldRiseUntilTheyAreFewEnough() {
		assertThat(inASecond(5000)).isTrue();
		assertThat(inASecond(2000)).isTrue();
		assertThat(inASecond(900)).isFalse();
		assertThat(this.budget.threshold()).isEqualTo(Duration.ofMillis(40));
		assertThat(this.budget.comment(WANTED)).contains(
				"At times since the start there were more than 1,000 waits 'park' a second: in 2 s some shorter than 40 ms may be missing");
		assertThat(this.budget.comment(Duration.ofMillis(40))).isEmpty();
	}

	@Test
	void thresholdShouldComeBackSlowly() {
		inASecond(5000);
		inASecond(5000);
		int seconds = 0;
		while (!this.budget.threshold().equals(WANTED)) {
			inASecond(250);
			seconds++;
		}
		assertThat(seconds).isEqualTo(20);
		assertThat(this.budget.comment(WANTED)).get()
			.asString()
			.endsWith("in 21 s some shorter than 40 ms may be missing");
	}

	@Test
	void thresholdShouldNotComeBackWhileThereAreMany() {
		inASecond(5000);
		for (int i = 0; i < 100; i++) {
			assertThat(inASecond((i % 10 == 9) ? 251 : 0)).isFalse();
		}
		assertThat(this.budget.threshold()).isEqualTo(Duration.ofMillis(20));
	}

	@Test
	void thresholdShouldHaveAnEnd() {
		for (int i = 0; i < 100; i++) {
			inASecond(Long.MAX_VALUE);
		}
		assertThat(this.budget.threshold()).isEqualTo(Duration.ofMillis(2560));
	}

	@Test
	void thresholdShouldRiseFromNothing() {
		EventBudget all = new EventBudget("park", Duration.ZERO);
		assertThat(all.threshold()).isZero();
		all.settle(5000, Duration.ofSeconds(1));
		assertThat(all.threshold()).isEqualTo(Duration.ofMillis(2));
	}

	@Test
	void lengthOfADeliveryShouldNotMatter() {
		assertThat(this.budget.settle(1500, Duration.ofMillis(1600))).isFalse();
		assertThat(this.budget.settle(600, Duration.ofMillis(500))).isTrue();
	}

	private boolean inASecond(long events) {
		return this.budget.settle(events, Duration.ofSeconds(1));
	}

}
