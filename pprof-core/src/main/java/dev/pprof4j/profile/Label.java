package dev.pprof4j.profile;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A key and its value on a sample: text, or a number with a unit.
 *
 * @param key the key, never empty
 * @param text the text, or {@code null} if the value is a number
 * @param number the number, 0 if the value is text
 * @param unit the unit of the number, empty if it has none
 */
public record Label(String key, @Nullable String text, long number, String unit) implements Comparable<Label> {

	public Label {
		if (key.isEmpty()) {
			throw new IllegalArgumentException("A label's key must not be empty");
		}
	}

	/**
	 * Creates a label with a text.
	 * @param key the key
	 * @param text the text
	 * @return the label
	 */
	public static Label of(String key, String text) {
		return new Label(key, Objects.requireNonNull(text, "text"), 0, "");
	}

	/**
	 * Creates a label with a number.
	 * @param key the key
	 * @param number the number
	 * @param unit the unit, empty if it has none
	 * @return the label
	 */
	public static Label of(String key, long number, String unit) {
		return new Label(key, null, number, unit);
	}

	/** Whether the text is empty. */
	boolean isEmpty() {
		return this.text != null && this.text.isEmpty();
	}

	@Override
	public int compareTo(Label other) {
		int byKey = this.key.compareTo(other.key);
		if (byKey != 0) {
			return byKey;
		}
		int byText = Objects.requireNonNullElse(this.text, "").compareTo(Objects.requireNonNullElse(other.text, ""));
		if (byText != 0) {
			return byText;
		}
		int byNumber = Long.compare(this.number, other.number);
		return (byNumber != 0) ? byNumber : this.unit.compareTo(other.unit);
	}

}
