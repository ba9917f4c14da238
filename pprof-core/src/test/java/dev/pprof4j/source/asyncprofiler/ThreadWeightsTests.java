package dev.pprof4j.source.asyncprofiler;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThreadWeights}.
 */
class ThreadWeightsTests {

	private final ThreadWeights weights = new ThreadWeights();

	@Test
	void samplesShouldBeWorthWhatTheClockSays() {
		this.weights.add(1, 3, 30);
		this.weights.add(1, 2, 10);
		Map<Long, Double> factors = this.weights.factors(Map.of(1L, 60L));
		assertThat(factors).containsExactly(Map.entry(1L, 1.5));
		assertThat(this.weights.gain(factors)).isEqualTo(20);
	}

	/** Other threads that have used as little have no sample at all. */
	@Test
	void samplesShouldBeWorthTheIntervalWhereTheClockSaysLittle() {
		this.weights.add(1, 6, 60);
		assertThat(this.weights.factors(Map.of(1L, 49L))).isEmpty();
	}

	/** On a machine busy with other work, most samples of a thread may be missing. */
	@Test
	void fewSamplesShouldBeWorthWhatTheClockSaysWhereThatIsMuch() {
		this.weights.add(1, 2, 20);
		assertThat(this.weights.factors(Map.of(1L, 50L))).containsExactly(Map.entry(1L, 2.5));
	}

	@Test
	void threadsWithoutASampleShouldBeKnownWhereTheyHaveUsedEnough() {
		this.weights.add(1, 2, 20);
		assertThat(this.weights.unseen(Map.of(1L, 70L, 2L, 60L, 3L, 49L), 10)).containsExactly(Map.entry(2L, 60L));
	}

	@Test
	void threadsWithoutAClockShouldBeWorthTheInterval() {
		this.weights.add(0, 10, 100); // native thread
		this.weights.add(7, 10, 100); // ended thread
		Map<Long, Double> factors = this.weights.factors(Map.of(1L, 60L));
		assertThat(factors).isEmpty();
		assertThat(this.weights.gain(factors)).isZero();
	}

}
