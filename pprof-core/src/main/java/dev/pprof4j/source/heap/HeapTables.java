package dev.pprof4j.source.heap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A snapshot of the native sampler as it lies in memory: a header, four tables that refer
 * to each other by number, and two counts for each bucket. Valid until the memory is
 * given back.
 */
final class HeapTables {

	private static final int FORMAT = 1;

	/* The longs of the header, in the order in which heap_sampler.c writes them. */

	private static final int HEADER_FORMAT = 0;

	private static final int HEADER_INTERVAL = 1;

	private static final int HEADER_LEVEL = 4;

	private static final int HEADER_LOST = 5;

	private static final int HEADER_MEMORY = 6;

	private static final int HEADER_SYMBOLS = 7;

	private static final int HEADER_FRAMES = 8;

	private static final int HEADER_STACKS = 9;

	private static final int HEADER_BUCKETS = 10;

	private static final int HEADER_LONGS = 11;

	/** In the table of frames: what was deeper than the sampler looks. */
	static final int TRUNCATED = 1;

	private static final int FRAME_BYTES = 20;

	private static final int BUCKET_BYTES = 8;

	private static final int COUNT_BYTES = 16;

	private final ByteBuffer memory;

	private final Table symbols;

	private final Table frames;

	private final Table stacks;

	private final Table buckets;

	private final int allocated;

	private final int inUse;

	HeapTables(ByteBuffer memory) {
		this.memory = memory.order(ByteOrder.nativeOrder());
		if (header(HEADER_FORMAT) != FORMAT) {
			throw new IllegalStateException("Unknown format " + header(HEADER_FORMAT) + " of the native heap sampler");
		}
		this.symbols = new Table(HEADER_LONGS * Long.BYTES, (int) header(HEADER_SYMBOLS));
		this.frames = new Table(this.symbols.next, (int) header(HEADER_FRAMES));
		this.stacks = new Table(this.frames.next, (int) header(HEADER_STACKS));
		this.buckets = new Table(this.stacks.next, (int) header(HEADER_BUCKETS));
		this.allocated = this.buckets.next;
		this.inUse = this.allocated + this.buckets.count * COUNT_BYTES;
	}

	private long header(int field) {
		return this.memory.getLong(field * Long.BYTES);
	}

	long intervalBytes() {
		return header(HEADER_INTERVAL);
	}

	/** Each live object that is watched stands for two to the power of this. */
	int thinning() {
		return (int) header(HEADER_LEVEL);
	}

	/** Sampled objects that nobody watches, for lack of room. */
	long lost() {
		return header(HEADER_LOST);
	}

	long memoryBytes() {
		return header(HEADER_MEMORY);
	}

	int symbolCount() {
		return this.symbols.count;
	}

	String symbol(int symbol) {
		byte[] bytes = new byte[this.symbols.length(symbol)];
		this.memory.get(this.symbols.start(symbol), bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	int frameCount() {
		return this.frames.count;
	}

	/** The symbols of class, method, descriptor and source file; then the line. */
	int frame(int frame, int field) {
		return this.memory.getInt(this.frames.data + frame * FRAME_BYTES + field * Integer.BYTES);
	}

	int stackCount() {
		return this.stacks.count;
	}

	/** The symbol of the class that was allocated. */
	int stackClass(int stack) {
		return this.memory.getInt(this.stacks.start(stack));
	}

	/** The frames of a stack, leaf first. */
	int[] stack(int stack) {
		int[] stackFrames = new int[this.stacks.length(stack) / Integer.BYTES - 1];
		this.memory.asIntBuffer().get(this.stacks.start(stack) / Integer.BYTES + 1, stackFrames);
		return stackFrames;
	}

	int bucketCount() {
		return this.buckets.count;
	}

	int bucketStack(int bucket) {
		return this.memory.getInt(this.buckets.data + bucket * BUCKET_BYTES);
	}

	long bucketObjectBytes(int bucket) {
		return Long.BYTES
				* Integer.toUnsignedLong(this.memory.getInt(this.buckets.data + bucket * BUCKET_BYTES + Integer.BYTES));
	}

	Unsampling allocated(int bucket) {
		return count(this.allocated, bucket);
	}

	Unsampling inUse(int bucket) {
		return count(this.inUse, bucket);
	}

	private Unsampling count(int base, int bucket) {
		int at = base + bucket * COUNT_BYTES;
		return Unsampling.of(this.memory.getLong(at), this.memory.getLong(at + Long.BYTES), intervalBytes());
	}

	/**
	 * Where each entry of a table ends, and then the entries.
	 */
	private final class Table {

		private final int ends;

		private final int count;

		private final int data;

		private final int next;

		Table(int at, int count) {
			this.ends = at;
			this.count = count;
			this.data = at + count * Integer.BYTES;
			this.next = this.data + (end(count - 1) + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
		}

		private int end(int entry) {
			return (entry < 0) ? 0 : HeapTables.this.memory.getInt(this.ends + entry * Integer.BYTES);
		}

		int start(int entry) {
			return this.data + end(entry - 1);
		}

		int length(int entry) {
			return end(entry) - end(entry - 1);
		}

	}

}
