package dev.pprof4j.encode;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An indexed set: values are numbered in the order of first use. Not thread-safe.
 *
 * @param <T> the type of the values
 */
final class Table<T> {

	private final Map<T, Integer> indexes = new LinkedHashMap<>();

	private final int first;

	/**
	 * Creates an empty table.
	 * @param first the number of the first value
	 */
	Table(int first) {
		this.first = first;
	}

	int indexOf(T value) {
		Integer known = this.indexes.get(value);
		if (known != null) {
			return known;
		}
		int index = this.first + this.indexes.size();
		this.indexes.put(value, index);
		return index;
	}

	/** The values in the order of their numbers. */
	Collection<T> values() {
		return Collections.unmodifiableSet(this.indexes.keySet());
	}

}
