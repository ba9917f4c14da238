package dev.pprof4j.source.asyncprofiler.chunk;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Objects by numbers, without an object for each number. Not thread-safe.
 *
 * @param <T> the type of the objects
 */
public final class LongMap<T> {

	private final List<T> objects = new ArrayList<>();

	/** Which of these it is, from 1 on, by its number. */
	private final LongTable places = new LongTable();

	/** One without objects. */
	public LongMap() {
	}

	/**
	 * The object of a number.
	 * @param number any number
	 * @return the object, {@code null} if there is none
	 */
	public @Nullable T get(long number) {
		int place = (int) this.places.get(number);
		return (place != 0) ? this.objects.get(place - 1) : null;
	}

	/**
	 * Adds an object.
	 * @param number its number, of which there is none yet
	 * @param object the object
	 * @return the object
	 */
	public T put(long number, T object) {
		this.objects.add(object);
		this.places.put(number, this.objects.size());
		return object;
	}

}
