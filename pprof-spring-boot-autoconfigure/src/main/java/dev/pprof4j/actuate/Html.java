package dev.pprof4j.actuate;

/**
 * Escapes text for HTML: the only place where names from outside become part of a page.
 */
final class Html {

	private Html() {
	}

	/**
	 * Escapes a text for the content of elements and for attributes in double quotes.
	 * @param text any text
	 * @return the text without markup, with question marks for characters that a browser
	 * must not see
	 */
	static String escape(String text) {
		StringBuilder escaped = new StringBuilder(text.length() + 16);
		text.codePoints().forEach((character) -> {
			switch (character) {
				case '&' -> escaped.append("&amp;");
				case '<' -> escaped.append("&lt;");
				case '>' -> escaped.append("&gt;");
				case '"' -> escaped.append("&quot;");
				case '\'' -> escaped.append("&#39;");
				default -> escaped.appendCodePoint(isHarmless(character) ? character : '?');
			}
		});
		return escaped.toString();
	}

	/** Neither invisible nor able to change the direction of the text that follows. */
	private static boolean isHarmless(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR,
					Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED ->
				character == '\n';
			default -> true;
		};
	}

}
