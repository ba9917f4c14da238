package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * A field of a type.
 *
 * @param name its name
 * @param encoding how it is written
 * @param array whether it has any number of values, preceded by that number
 * @param layout the layout of a structure
 */
record Field(String name, Encoding encoding, boolean array, @Nullable Layout layout) {

	/** Whether it is a single value with this encoding. */
	boolean isOne(Encoding wanted) {
		return this.encoding == wanted && !this.array;
	}

	void skip(Input input) throws IOException {
		int count = this.array ? input.readCount() : 1;
		if (this.layout != null && this.layout.isOfNumbers()) {
			input.skipNumbers((long) count * this.layout.size());
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
			case TEXT -> input.skipText();
			case STRUCTURE -> {
				if (this.layout != null) {
					this.layout.skip(input);
				}
			}
		}
	}

	/** How something is written. */
	enum Encoding {

		/** As {@link Input#readNumber()} reads it. */
		NUMBER,

		/** One byte. */
		BYTE,

		/** Four bytes. */
		FLOAT,

		/** Eight bytes. */
		DOUBLE,

		/** As {@link Input#readText()} reads it. */
		TEXT,

		/** By the layout of its type. */
		STRUCTURE;

		/**
		 * How a field of a type is written.
		 * @param type the name of the type
		 * @param reference whether only the identifier of its value is written
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

}
