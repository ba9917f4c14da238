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
			for (int i = 0; i < ROOM + 10; i++) {
				TimeSpans.open("trace", "another").close();
			}
			long thread = Thread.currentThread().getId();
			assertThat(TimeSpans.remembered().at(thread, TimeSpans.epochNanos(Instant.now())))
				.as("a span that has not ended")
				.isEqualTo(Map.of("trace", "first"));
			String sentence = TimeSpans.missingSince(before).orElseThrow();
			assertThat(sentence).startsWith("Labels that go by time, such as trace_id, may be missing before 20")
				.endsWith("Z: only the last 65,536 spans are remembered");
			// Rounded up to a second.
			assertThat(Instant.parse(sentence.replaceAll(".* before (\\S+Z): .*", "$1"))).isBetween(before,
					Instant.now().plusSeconds(1));
			assertThat(TimeSpans.missingSince(Instant.now())).isEmpty();
		}
	}

}
