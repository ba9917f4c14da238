package dev.pprof4j.autoconfigure;

import java.time.Duration;
import java.util.function.Supplier;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

/**
 * Refuses property values beyond their limits, with a sentence that names the property,
 * its value and the limits. Limits are written as in a configuration file.
 */
final class Limits {

	private Limits() {
	}

	static void range(String property, int value, int min, int max) {
		require(value >= min && value <= max, () -> property + "=" + value + " must be from " + min + " to " + max);
	}

	static void range(String property, Duration value, String min, String max) {
		require(value.compareTo(duration(min)) >= 0 && value.compareTo(duration(max)) <= 0,
				() -> property + "=" + text(value) + " must be from " + min + " to " + max);
	}

	static void range(String property, DataSize value, String min, String max) {
		require(value.compareTo(DataSize.parse(min)) >= 0 && value.compareTo(DataSize.parse(max)) <= 0,
				() -> property + "=" + value + " must be from " + min + " to " + max);
	}

	static void atLeast(String property, int value, int min) {
		require(value >= min, () -> property + "=" + value + " must be at least " + min);
	}

	static void atLeast(String property, DataSize value, String min) {
		require(value.compareTo(DataSize.parse(min)) >= 0, () -> property + "=" + value + " must be at least " + min);
	}

	/** Clients can ask only for whole seconds. */
	static void window(String property, Duration value, String max) {
		window(property, value, duration(max), max);
	}

	static void window(String property, Duration value, Duration longest, String max) {
		require(value.toSeconds() > 0 && value.toNanosPart() == 0 && value.compareTo(longest) <= 0,
				() -> property + "=" + text(value) + " must be a whole number of seconds, from 1s to " + max);
	}

	static void require(boolean holds, Supplier<String> sentence) {
		if (!holds) {
			throw new IllegalArgumentException(sentence.get());
		}
	}

	/** The form that people write in a configuration file. */
	static String text(Duration duration) {
		if (duration.toNanosPart() == 0) {
			return duration.toSeconds() + "s";
		}
		return (duration.toNanosPart() % 1_000_000 == 0) ? duration.toMillis() + "ms" : duration.toString();
	}

	private static Duration duration(String limit) {
		return DurationStyle.SIMPLE.parse(limit);
	}

}
