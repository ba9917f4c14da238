package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Values of one type, by their identifiers within a chunk.
 */
final class PoolValues implements ConstantPools.Pool {

	private final Layout layout;

	private final Map<Long, Value> values = new HashMap<>();

	PoolValues(Layout layout) {
		this.layout = layout;
	}

	@Override
	public void read(long id, Input input) throws IOException {
		Value value = new Value(this.layout.size());
		this.layout.read(input, value.numbers, value.texts);
		this.values.put(id, value);
	}

	/** The identifiers of all of them. */
	Set<Long> ids() {
		return Collections.unmodifiableSet(this.values.keySet());
	}

	boolean contains(long id) {
		return this.values.containsKey(id);
	}

	/** Which field has this name. */
	int field(String name) throws IOException {
		return this.layout.require(name);
	}

	/** A field that is a text; {@code null} if the value is not known, or has none. */
	@Nullable String text(long id, int field) {
		Value value = this.values.get(id);
		return (value != null) ? value.texts[field] : null;
	}

	/** A field that is a number; 0 if the value is not known. */
	long number(long id, int field) {
		Value value = this.values.get(id);
		return (value != null) ? value.numbers[field] : 0;
	}

	/** Each field of a value is a number or a text, or is left out. */
	private static final class Value {

		private final long[] numbers;

		private final @Nullable String[] texts;

		private Value(int fields) {
			this.numbers = new long[fields];
			this.texts = new String[fields];
		}

	}

}
