package dev.pprof4j.source.asyncprofiler.chunk;

import java.util.Arrays;

/**
 * A map from numbers to numbers, in one array, without an object per entry: a recording
 * may have millions of the things that are looked up here. Not thread-safe.
 */
public final class LongTable {

	/** Usually enough for a chunk of ten seconds. */
	private static final int INITIAL_CAPACITY = 1024;

	/** Mixes the bits of a key, since it is odd and has no pattern. */
	private static final long FACTOR = 0x9e3779b97f4a7c15L;

	/**
	 * Pairs of a key and its value, which is 0 in a free slot. The number of pairs is a
	 * power of two; at most half of them are in use.
	 */
	private long[] pairs = new long[2 * INITIAL_CAPACITY];

	private int size;

	/**
	 * The value of a key.
	 * @param key any number
	 * @return its value, 0 if it has none
	 */
	public long get(long key) {
		return this.pairs[slot(key) + 1];
	}

	/**
	 * Sets the value of a key.
	 * @param key any number
	 * @param value its new value, not 0
	 */
	public void put(long key, long value) {
		int slot = slotOrNew(key); // which may create a new array
		this.pairs[slot + 1] = value;
	}

	/**
	 * Adds to the value of a key.
	 * @param key any number
	 * @param more what to add to its value, above 0
	 */
	public void add(long key, long more) {
		int slot = slotOrNew(key);
		this.pairs[slot + 1] += more;
	}

	/**
	 * Visits all pairs, in no particular order.
	 * @param visitor receives each key and its value
	 */
	public void forEach(Visitor visitor) {
		for (int i = 0; i < this.pairs.length; i += 2) {
			if (this.pairs[i + 1] != 0) {
				visitor.visit(this.pairs[i], this.pairs[i + 1]);
			}
		}
	}

	/**
	 * All keys that have a value.
	 * @return a new array, in ascending order
	 */
	public long[] sortedKeys() {
		long[] keys = new long[this.size];
		int found = 0;
		for (int i = 0; i < this.pairs.length; i += 2) {
			if (this.pairs[i + 1] != 0) {
				keys[found++] = this.pairs[i];
			}
		}
		Arrays.sort(keys);
		return keys;
	}

	private int slotOrNew(long key) {
		int slot = slot(key);
		if (this.pairs[slot + 1] != 0) {
			return slot;
		}
		if (4 * this.size >= this.pairs.length) {
			grow();
			slot = slot(key);
		}
		this.pairs[slot] = key;
		this.size++;
		return slot;
	}

	/** The slot of a key, or a free slot for it. */
	private int slot(long key) {
		int mask = this.pairs.length - 2;
		int slot = (int) ((key * FACTOR) >>> Integer.SIZE) & mask;
		while (this.pairs[slot] != key && this.pairs[slot + 1] != 0) {
			slot = (slot + 2) & mask;
		}
		return slot;
	}

	private void grow() {
		long[] old = this.pairs;
		this.pairs = new long[2 * old.length];
		for (int i = 0; i < old.length; i += 2) {
			if (old[i + 1] != 0) {
				int slot = slot(old[i]);
				this.pairs[slot] = old[i];
				this.pairs[slot + 1] = old[i + 1];
			}
		}
	}

	/** Receives pairs. */
	public interface Visitor {

		/**
		 * Receives a pair.
		 * @param key its key
		 * @param value its value
		 */
		void visit(long key, long value);

	}

}
