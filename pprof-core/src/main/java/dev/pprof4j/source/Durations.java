package dev.pprof4j.source;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Formats lengths of time for use in sentences.
 */
public final class Durations {

	private static final int NANO_DIGITS = 6;

	private Durations() {
	}

	/**
	 * A length of time in milliseconds, with as many digits as it needs.
	 * @param duration the length, up to some years
	 * @return for example {@code 10 ms} or {@code 0.5 ms}
	 */
	public static String inMillis(Duration duration) {
		return BigDecimal.valueOf(duration.toNanos(), NANO_DIGITS).stripTrailingZeros().toPlainString() + " ms";
	}

}
