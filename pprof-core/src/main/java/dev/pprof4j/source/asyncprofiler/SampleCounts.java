package dev.pprof4j.source.asyncprofiler;

import java.util.Arrays;

/**
 * How many samples there are of each stack and thread of a chunk. A recording may have
 * millions of samples of a few thousand stacks: they are counted in one array, without an
 * object for each. Used for one chunk; not thread-safe.
 */
final class SampleCounts {

	/** For the stacks of a chunk of ten seconds, mostly. */
	private static final int INITIAL_CAPACITY = 1024;

	/** Mixes the bits of stack and thread, being odd and without a pattern. */
	private static final long FACTOR = 0x9e3779b97f4a7c15L;

	/**
	 * Pairs of a key, which is a stack and a thread, and how often it was counted: 0
	 * where there is room. Their number is a power of two; at most half of them are in
	 * use.
	 */
	private long[] table = new long[2 * INITIAL_CAPACITY];

	private int size;

	/**
	 * Counts samples.
	 * @param stackTraceId their stack
	 * @param thread their thread
	 * @param count how many, if any
	 */
	void add(int stackTraceId, int thread, long count) {
		if (count <= 0) {
			return;
		}
		if (4 * this.size >= this.table.length) {
			grow();
		}
		long key = (long) stackTraceId << Integer.SIZE | (thread & 0xffff_ffffL);
		int place = place(key);
		if (this.table[place + 1] == 0) {
			this.table[place] = key;
			this.size++;
		}
		this.table[place + 1] += count;
	}

	/** Where a key is, or where there is room for it. */
	private int place(long key) {
		int mask = this.table.length - 2;
		int place = (int) ((key * FACTOR) >>> Integer.SIZE) & mask;
		while (this.table[place] != key && this.table[place + 1] != 0) {
			place = (place + 2) & mask;
		}
		return place;
	}

	private void grow() {
		long[] old = this.table;
		this.table = new long[2 * old.length];
		for (int i = 0; i < old.length; i += 2) {
			if (old[i + 1] != 0) {
				int place = place(old[i]);
				this.table[place] = old[i];
				this.table[place + 1] = old[i + 1];
			}
		}
	}

	/** Tells all of them, by stack and thread. */
	void forEach(Visitor visitor) {
		long[] keys = new long[this.size];
		int found = 0;
		for (int i = 0; i < this.table.length; i += 2) {
			if (this.table[i + 1] != 0) {
				keys[found++] = this.table[i];
			}
		}
		Arrays.sort(keys);
		for (long key : keys) {
			visitor.visit((int) (key >>> Integer.SIZE), (int) key, this.table[place(key) + 1]);
		}
	}

	/** Is told the samples of a stack and a thread. */
	interface Visitor {

		void visit(int stackTraceId, int thread, long count);

	}

}
