package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Values of one type, by their identifiers within a chunk: of each the fields that are
 * wanted, without an object for it. Not thread-safe.
 */
final class PoolValues implements ConstantPools.Pool {

	private static final int INITIAL_CAPACITY = 256;

	private final Layout layout;

	/** Which value it is, from 1 on, by its identifier. */
	private final LongTable places = new LongTable();

	private int size;

	/** Which fields of the type these are. */
	private final int[] wantedNumbers;

	private final int[] wantedTexts;

	/** Those of a value follow each other. */
	private long[] numbers = new long[INITIAL_CAPACITY];

	private final List<@Nullable String> texts = new ArrayList<>();

	/** Of the value that is being read. */
	private final long[] allNumbers;

	private final @Nullable String[] allTexts;

	/**
	 * None yet.
	 * @param numbers names of the fields that are wanted and are numbers
	 * @param texts and of those that are texts
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
		this.places.put(id, this.size);
	}

	/** The identifiers of all of them. */
	long[] ids() {
		return this.places.sortedKeys();
	}

	/**
	 * A text.
	 * @param which of those that are wanted, in their order
	 * @return empty if it is not known
	 */
	String text(long id, int which) {
		int place = (int) this.places.get(id);
		String text = (place != 0) ? this.texts.get((place - 1) * this.wantedTexts.length + which) : null;
		return (text != null) ? text : "";
	}

	/**
	 * A number.
	 * @param which of those that are wanted, in their order
	 * @param otherwise what it is if it is not known
	 */
	long number(long id, int which, long otherwise) {
		int place = (int) this.places.get(id);
		return (place != 0) ? this.numbers[(place - 1) * this.wantedNumbers.length + which] : otherwise;
	}

}
