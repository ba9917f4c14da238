package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How values of one type are written: field after field. Immutable.
 */
final class Layout {

	private final Field[] fields;

	/** Makes it faster to skip frames, and most of a chunk is frames. */
	private final boolean numbers;

	Layout(List<Field> fields) {
		this.fields = fields.toArray(Field[]::new);
		this.numbers = fields.stream().allMatch((field) -> field.isOne(Field.Encoding.NUMBER));
	}

	/** The indexes of the fields with these names; fails if there is none. */
	int[] require(List<String> names, Field.Encoding encoding) throws IOException {
		int[] indexes = new int[names.size()];
		for (int i = 0; i < indexes.length; i++) {
			indexes[i] = require(names.get(i), encoding);
		}
		return indexes;
	}

	/** The index of the field with this name; fails if there is none. */
	int require(String name, Field.Encoding encoding) throws IOException {
		return require(name, encoding, false);
	}

	/**
	 * The index of the field with this name that has any number of structures; fails if
	 * there is none.
	 */
	int requireStructures(String name) throws IOException {
		return require(name, Field.Encoding.STRUCTURE, true);
	}

	private int require(String name, Field.Encoding encoding, boolean array) throws IOException {
		for (int i = 0; i < this.fields.length; i++) {
			Field field = this.fields[i];
			if (field.name().equals(name) && field.encoding() == encoding && field.array() == array) {
				return i;
			}
		}
		throw ChunkException.ofAnotherVersion("there is no field " + name);
	}

	/** How many fields there are. */
	int size() {
		return this.fields.length;
	}

	/** Whether each field is a number. */
	boolean isOfNumbers() {
		return this.numbers;
	}

	/** The layout of what is in a field that is a structure. */
	Layout of(int index) {
		return Objects.requireNonNull(this.fields[index].layout());
	}

	/**
	 * Reads a value.
	 * @param input at the beginning of the value, and after its end on return
	 * @param numbers receives the fields that are numbers
	 * @param texts receives the fields that are texts; {@code null} to leave these out
	 */
	void read(Input input, long[] numbers, @Nullable String @Nullable [] texts) throws IOException {
		for (int i = 0; i < this.fields.length; i++) {
			Field field = this.fields[i];
			if (field.isOne(Field.Encoding.NUMBER)) {
				numbers[i] = input.readNumber();
			}
			else if (texts != null && field.isOne(Field.Encoding.TEXT)) {
				texts[i] = input.readText();
			}
			else {
				field.skip(input);
			}
		}
	}

	void skip(Input input) throws IOException {
		skipTo(this.fields.length, input);
	}

	/** Skips the fields before this one. */
	void skipTo(int index, Input input) throws IOException {
		for (int i = 0; i < index; i++) {
			this.fields[i].skip(input);
		}
	}

}
