package dev.pprof4j.encode;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OneLine}.
 */
class OneLineTests {

	private static final char NEXT_LINE = 0x85;

	private static final char ESCAPE = 0x1b;

	@Test
	void controlCharactersShouldBeEscaped() {
		assertThat(OneLine.of("a\nb" + NEXT_LINE + ESCAPE + "[2J")).isEqualTo("a\\u000ab\\u0085\\u001b[2J");
		assertThat(OneLine.of("größer \"x\"")).isEqualTo("größer \"x\"");
	}

	@Test
	void quotesShouldBeEscapedInQuotes() {
		assertThat(OneLine.quoted("a \"b\" \\\t")).isEqualTo("\"a \\\"b\\\" \\\\\\u0009\"");
	}

}
