package dev.pprof4j.source.asyncprofiler;

import java.util.ArrayList;
import java.util.List;

import dev.pprof4j.source.asyncprofiler.chunk.LongTable;
import org.jspecify.annotations.Nullable;

/**
 * Objects by number, without an object for each number. Not thread-safe.
 *
 * @param <T> the type of the objects
 */
final class LongMap<T> {

	private final List<T> objects = new ArrayList<>();

	/** The position of an object in that list, from 1 on, by its number. */
	private final LongTable indexes = new LongTable();

	/** The object with this number; {@code null} if there is none. */
	@Nullable T get(long number) {
		int index = (int) this.indexes.get(number);
		return (index != 0) ? this.objects.get(index - 1) : null;
	}

	/** Adds an object under a number that has none yet, and returns it. */
	T put(long number, T object) {
		this.objects.add(object);
		this.indexes.put(number, this.objects.size());
		return object;
	}

}
