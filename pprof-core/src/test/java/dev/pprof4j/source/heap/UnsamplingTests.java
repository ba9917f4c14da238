package dev.pprof4j.source.heap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Unsampling} with the values that Go 1.27 computes.
 */
class UnsamplingTests {

	private static final int GO = 512 * 1024;

	@ParameterizedTest
	@CsvSource({ "1, 524288, 1, 829411", "8, 8388608, 9, 9701573", "1, 16, 32768, 524296", "0, 0, 0, 0", "0, 16, 0, 0",
			"1, 0, 0, 0" })
	void estimatesShouldBeThoseOfGo(long count, long bytes, long objects, long space) {
		assertThat(Unsampling.of(count, bytes, GO)).isEqualTo(new Unsampling(objects, space));
	}

	@Test
	void whereEveryObjectIsASampleNothingShouldBeScaled() {
		assertThat(Unsampling.of(3, 48, 1)).isEqualTo(new Unsampling(3, 48));
	}

	@Test
	void largeObjectsShouldCountAlmostAsTheyAre() {
		assertThat(Unsampling.of(10, 10L << 30, GO)).isEqualTo(new Unsampling(10, 10L << 30));
	}

}
