package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Values of one type, by their identifiers within a chunk. Keeps only the wanted fields,
 * without an object per value. Not thread-safe.
 */
final class PoolValues implements ConstantPools.Pool {

	private static final int INITIAL_CAPACITY = 256;

	private final Layout layout;

	/** The index of a value, from 1 on, by its identifier. */
	private final LongTable indexes = new LongTable();

	private int size;

	/** The indexes of the wanted fields in the type. */
	private final int[] wantedNumbers;

	private final int[] wantedTexts;

	/** The numbers of one value are adjacent. */
	private long[] numbers = new long[INITIAL_CAPACITY];

	private final List<@Nullable String> texts = new ArrayList<>();

	/** The fields of the value that is being read. */
	private final long[] allNumbers;

	private final @Nullable String[] allTexts;

	/**
	 * Starts without values.
	 * @param numbers names of the wanted fields that are numbers
	 * @param texts names of the wanted fields that are texts
	 */
	PoolValues(Layout layout, List<String> numbers, List<String> texts) throws IOException {
		this.layout = layout;
		this.allNumbers = new long[layout.size()];
		this.allTexts = new String[layout.size()];
		this.wantedNumbers = layout.require(numbers, Field.Encoding.NUMBER);
		this.wantedTexts = layout.require(texts, Field.Encoding.TEXT);
	}

	@Override
	public void read(long id, Input input) throws IOException {
		this.layout.read(input, this.allNumbers, this.allTexts);
		int at = this.size * this.wantedNumbers.length;
		if (at + this.wantedNumbers.length > this.numbers.length) {
			this.numbers = Arrays.copyOf(this.numbers, 2 * this.numbers.length);
		}
		for (int field : this.wantedNumbers) {
			this.numbers[at++] = this.allNumbers[field];
		}
		for (int field : this.wantedTexts) {
			this.texts.add(this.allTexts[field]);
		}
		this.size++;
		this.indexes.put(id, this.size);
	}

	/** The identifiers of all values. */
	long[] ids() {
		return this.indexes.sortedKeys();
	}

	/**
	 * A text of a value.
	 * @param which the index among the wanted texts
	 * @return empty if it is not known
	 */
	String text(long id, int which) {
		int index = (int) this.indexes.get(id);
		String text = (index != 0) ? this.texts.get((index - 1) * this.wantedTexts.length + which) : null;
		return (text != null) ? text : "";
	}

	/**
	 * A number of a value.
	 * @param which the index among the wanted numbers
	 * @param otherwise the result if it is not known
	 */
	long number(long id, int which, long otherwise) {
		int index = (int) this.indexes.get(id);
		return (index != 0) ? this.numbers[(index - 1) * this.wantedNumbers.length + which] : otherwise;
	}

}
