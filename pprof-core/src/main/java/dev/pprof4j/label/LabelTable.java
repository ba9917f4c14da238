package dev.pprof4j.label;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Numbers the labels of this JVM. A number is valid for as long as the JVM lives, because
 * numbers are on stacks and stay in heap profiles for good; that is why the labels are
 * limited. Safe to share between threads.
 */
final class LabelTable {

	/** The value, and likewise the key, that stands for everything beyond the limits. */
	static final String OTHER = "other";

	static final int MAX_KEYS = 64;

	static final int MAX_LENGTH = 200;

	private static final int DEFAULT_MAX_VALUES = 1000;

	/**
	 * The range of numbers of one copy of this class: copies in other class loaders have
	 * their own.
	 */
	private static final int NUMBERS = 1 << 24;

	private static final String COPIES = "dev.pprof4j.label.copies";

	private final Map<String, Map<String, ProfilingLabels>> byKey = new ConcurrentHashMap<>();

	private final Map<Integer, ProfilingLabels> byNumber = new ConcurrentHashMap<>();

	private final int first = copy() * NUMBERS;

	private volatile int maxValues = DEFAULT_MAX_VALUES;

	/** The first copy has the small numbers, which need the fewest frames. */
	private static int copy() {
		Object count = System.getProperties().compute(COPIES, (key, before) -> Integer.toString(number(before) + 1));
		return (number(count) - 1) % (Integer.MAX_VALUE / NUMBERS);
	}

	private static int number(@Nullable Object text) {
		try {
			return (text != null) ? Integer.parseInt(text.toString()) : 0;
		}
		catch (NumberFormatException ex) {
			return 0; // set by something else
		}
	}

	void setMaxValues(int maxValues) {
		if (maxValues < 1 || maxValues > NUMBERS / MAX_KEYS / 2) {
			throw new IllegalArgumentException(
					"A label may have 1 to %s values, not %s".formatted(NUMBERS / MAX_KEYS / 2, maxValues));
		}
		this.maxValues = maxValues;
	}

	/** Takes a lock only for a value that is new and for which there is room. */
	ProfilingLabels of(String key, String value) {
		Map<String, ProfilingLabels> values = this.byKey.get(key);
		if (values == null) {
			return create(key, value);
		}
		ProfilingLabels known = values.get(value);
		if (known == null && value.length() > MAX_LENGTH) {
			known = values.get(value.substring(0, MAX_LENGTH));
		}
		if (known == null && values.size() > this.maxValues) {
			known = values.get(OTHER);
		}
		return (known != null) ? known : create(key, value);
	}

	@Nullable ProfilingLabels of(int number) {
		return this.byNumber.get(number);
	}

	private ProfilingLabels create(String key, String value) {
		if (key.isEmpty()) {
			throw new IllegalArgumentException("A label's key must not be empty");
		}
		boolean noRoom = this.byKey.size() >= MAX_KEYS || key.length() > MAX_LENGTH;
		if (noRoom && !key.equals(OTHER) && !this.byKey.containsKey(key)) {
			return of(OTHER, OTHER);
		}
		return createOnce(key, (value.length() > MAX_LENGTH) ? value.substring(0, MAX_LENGTH) : value);
	}

	private synchronized ProfilingLabels createOnce(String key, String value) {
		Map<String, ProfilingLabels> values = this.byKey.get(key);
		if (values == null) {
			values = new ConcurrentHashMap<>();
			values.put(OTHER, numbered(key, OTHER));
			this.byKey.put(key, values);
		}
		// OTHER comes on top of the limit.
		boolean room = values.size() <= this.maxValues || values.containsKey(value);
		return values.computeIfAbsent(room ? value : OTHER, (text) -> numbered(key, text));
	}

	/** No label has the number 0: {@link LabelFrames} uses it to find its lines. */
	private ProfilingLabels numbered(String key, String value) {
		ProfilingLabels labels = new ProfilingLabels(key, value, this.first + this.byNumber.size() + 1);
		this.byNumber.put(labels.number(), labels);
		return labels;
	}

}
