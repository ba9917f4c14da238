package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How values of one type are written: their fields, one after the other. Immutable.
 */
final class Layout {

	/** No field. */
	static final int NONE = -1;

	private final Field[] fields;

	/**
	 * Whether each field is a number, as those of frames are, of which there are most.
	 */
	private final boolean numbers;

	Layout(List<Field> fields) {
		this.fields = fields.toArray(Field[]::new);
		this.numbers = fields.stream().allMatch(Field::isNumber);
	}

	/** Which field has this name, which there must be. */
	int require(String name) throws IOException {
		int index = indexOf(name);
		if (index == NONE) {
			throw new IOException("it is of another version: there is no field " + name);
		}
		return index;
	}

	/** Which field has this name; {@link #NONE} if there is none. */
	int indexOf(String name) {
		for (int i = 0; i < this.fields.length; i++) {
			if (this.fields[i].name.equals(name)) {
				return i;
			}
		}
		return NONE;
	}

	/** How many fields there are. */
	int size() {
		return this.fields.length;
	}

	/** The layout of what is in the values of a field. */
	Layout of(int index) throws IOException {
		Layout layout = this.fields[index].layout;
		if (layout == null) {
			throw new IOException("it is damaged: the field " + this.fields[index].name + " is no structure");
		}
		return layout;
	}

	/**
	 * Reads a value.
	 * @param input at its begin, and behind it afterwards
	 * @param numbers where the values of its fields go, as far as they are whole numbers
	 * @param texts and as far as they are texts
	 */
	void read(Input input, long[] numbers, @Nullable String[] texts) throws IOException {
		for (int i = 0; i < this.fields.length; i++) {
			Field field = this.fields[i];
			if (field.isNumber()) {
				numbers[i] = input.readNumber();
			}
			else if (field.isText()) {
				texts[i] = input.readString();
			}
			else {
				field.skip(input);
			}
		}
	}

	/** Reads a value of numbers. */
	void read(Input input, long[] numbers) throws IOException {
		for (int i = 0; i < this.fields.length; i++) {
			if (this.fields[i].isNumber()) {
				numbers[i] = input.readNumber();
			}
			else {
				this.fields[i].skip(input);
			}
		}
	}

	void skip(Input input) throws IOException {
		skipTo(this.fields.length, input);
	}

	/** Skips the fields in front of one. */
	void skipTo(int index, Input input) throws IOException {
		for (int i = 0; i < index; i++) {
			this.fields[i].skip(input);
		}
	}

	/** How something is written. */
	enum Encoding {

		/** As {@link Input#readNumber()} reads it. */
		NUMBER,

		/** A byte for itself. */
		BYTE,

		/** Four bytes. */
		FLOAT,

		/** Eight bytes. */
		DOUBLE,

		/** As {@link Input#readString()} reads it. */
		TEXT,

		/** By the layout of its type. */
		STRUCTURE;

		/**
		 * How a field of a type is written.
		 * @param type the name of the type
		 * @param reference whether only the identifier of its value is
		 */
		static Encoding of(String type, boolean reference) {
			if (reference) {
				return NUMBER;
			}
			return switch (type) {
				case "long", "int", "short", "char" -> NUMBER;
				case "byte", "boolean" -> BYTE;
				case "float" -> FLOAT;
				case "double" -> DOUBLE;
				case "java.lang.String" -> TEXT;
				default -> STRUCTURE;
			};
		}

	}

	/**
	 * A field of a type.
	 *
	 * @param name what it is called
	 * @param encoding how it is written
	 * @param array whether there is any number of it, which comes first
	 * @param layout of a structure
	 */
	record Field(String name, Encoding encoding, boolean array, @Nullable Layout layout) {

		private boolean isNumber() {
			return this.encoding == Encoding.NUMBER && !this.array;
		}

		private boolean isText() {
			return this.encoding == Encoding.TEXT && !this.array;
		}

		private void skip(Input input) throws IOException {
			int count = this.array ? input.readCount() : 1;
			if (this.layout != null && this.layout.numbers) {
				input.skipNumbers((long) count * this.layout.fields.length);
				return;
			}
			for (int left = count; left > 0; left--) {
				skipOne(input);
			}
		}

		private void skipOne(Input input) throws IOException {
			switch (this.encoding) {
				case NUMBER -> input.readNumber();
				case BYTE -> input.skip(Byte.BYTES);
				case FLOAT -> input.skip(Float.BYTES);
				case DOUBLE -> input.skip(Double.BYTES);
				case TEXT -> input.readString();
				case STRUCTURE -> {
					if (this.layout != null) {
						this.layout.skip(input);
					}
				}
			}
		}

	}

}
