package dev.pprof4j.source;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Durations}.
 */
class DurationsTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 0 ms", "PT0.01S, 10 ms", "PT0.0005S, 0.5 ms", "PT0.000000001S, 0.000001 ms", "PT1H, 3600000 ms",
			"PT0.0421S, 42.1 ms" })
	void millisecondsShouldHaveAsManyDigitsAsItTakes(Duration duration, String text) {
		assertThat(Durations.inMillis(duration)).isEqualTo(text);
	}

}
