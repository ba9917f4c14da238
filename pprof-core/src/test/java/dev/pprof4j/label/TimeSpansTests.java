package dev.pprof4j.label;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TimeSpans}.
 */
class TimeSpansTests {

	private static final int ROOM = 65_536;

	@Test
	@SuppressWarnings("try")
	void spansThatAreForgottenShouldBeSaidWhereTheyAreMissing() {
		Instant before = Instant.now();
		try (TimeSpans.Span first = TimeSpans.open("trace", "first")) {
			for (int i = 1; i < ROOM; i++) {
				TimeSpans.open("trace", "another").close();
			}
			long thread = Thread.currentThread().getId();
			long now = TimeSpans.epochNanos(Instant.now());
			assertThat(TimeSpans.remembered().at(thread, now)).isEqualTo(Map.of("trace", "first"));
			TimeSpans.open("trace", "last").close();
			assertThat(TimeSpans.remembered().at(thread, now)).isEmpty();
			assertThat(TimeSpans.missingSince(before).orElseThrow())
				.startsWith("Labels that go by time, such as trace_id, may be missing in the first ")
				.endsWith("only the last 65,536 spans are remembered");
		}
		assertThat(TimeSpans.missingSince(Instant.now())).isEmpty();
	}

}
