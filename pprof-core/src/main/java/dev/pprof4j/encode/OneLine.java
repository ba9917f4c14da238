package dev.pprof4j.encode;

/**
 * Keeps texts that are not under our control, such as names of threads, on one line, and
 * harmless to terminals.
 */
final class OneLine {

	private OneLine() {
	}

	/** The text with its control characters as {@code \\uXXXX}. */
	static String of(String text) {
		if (text.chars().noneMatch(Character::isISOControl)) {
			return text;
		}
		StringBuilder line = new StringBuilder();
		text.chars()
			.forEach((character) -> line
				.append(Character.isISOControl(character) ? "\\u%04x".formatted(character) : (char) character));
		return line.toString();
	}

	/** The same in quotes. */
	static String quoted(String text) {
		return '"' + of(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
	}

}
