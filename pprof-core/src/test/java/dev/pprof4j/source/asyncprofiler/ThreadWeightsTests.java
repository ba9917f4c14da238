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

	@Test
	void fewSamplesShouldBeWorthTheInterval() {
		this.weights.add(1, 4, 40);
		assertThat(this.weights.factors(Map.of(1L, 60L))).isEmpty();
	}

	@Test
	void threadsWithoutAClockShouldBeWorthTheInterval() {
		this.weights.add(0, 10, 100); // native
		this.weights.add(7, 10, 100); // it has ended
		Map<Long, Double> factors = this.weights.factors(Map.of(1L, 60L));
		assertThat(factors).isEmpty();
		assertThat(this.weights.gain(factors)).isZero();
	}

}
