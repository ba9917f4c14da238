package dev.pprof4j.source.agent;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import dev.pprof4j.source.ProfilingException;

/**
 * A snapshot of the native agent as it is laid out in memory: a header of longs, the
 * tables of symbols and frames, and whatever else the facility adds. Valid until the
 * memory is freed. Not thread-safe.
 */
public final class AgentTables {

	private static final int FORMAT = 5;

	/* The longs that begin every header, in the order in which frames.h writes them. */

	private static final int HEADER_FORMAT = 0;

	private static final int HEADER_LENGTH = 1;

	private static final int HEADER_SYMBOLS = 2;

	private static final int HEADER_FRAMES = 3;

	private final ByteBuffer memory;

	private final Table symbols;

	private final FrameTable frames;

	private final int end;

	AgentTables(ByteBuffer memory) {
		this.memory = memory.order(ByteOrder.nativeOrder());
		if (header(HEADER_FORMAT) != FORMAT) {
			throw new ProfilingException.Unavailable(Agent.OTHER_VERSION);
		}
		this.symbols = new Table((int) header(HEADER_LENGTH) * Long.BYTES, (int) header(HEADER_SYMBOLS));
		Table numbered = new Table(this.symbols.end(), (int) header(HEADER_FRAMES));
		this.frames = new FrameTable(this.symbols, numbered);
		this.end = numbered.end();
	}

	/**
	 * A field of the header.
	 * @param field its index
	 * @return its value
	 */
	public long header(int field) {
		return this.memory.getLong(field * Long.BYTES);
	}

	/**
	 * The frames by their numbers.
	 * @return the frames
	 */
	public FrameTable frames() {
		return this.frames;
	}

	/**
	 * The end of the tables that all snapshots have.
	 * @return the offset of what follows
	 */
	public int end() {
		return this.end;
	}

	/**
	 * A table that only this snapshot has.
	 * @param at its offset
	 * @param count how many entries it has
	 * @return the table
	 */
	public Table table(int at, int count) {
		return new Table(at, count);
	}

	/**
	 * A number outside the tables.
	 * @param at its offset
	 * @return its value
	 */
	public long number(int at) {
		return this.memory.getLong(at);
	}

	/**
	 * A table: first the end of each entry, then the entries.
	 */
	public final class Table {

		private final int ends;

		private final int count;

		private final int data;

		private Table(int at, int count) {
			this.ends = at;
			this.count = count;
			this.data = at + count * Integer.BYTES;
		}

		/**
		 * The number of entries.
		 * @return their number
		 */
		public int count() {
			return this.count;
		}

		/**
		 * The end of the table.
		 * @return the offset of what follows
		 */
		public int end() {
			return this.data + (entryEnd(this.count - 1) + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
		}

		private int entryEnd(int entry) {
			return (entry < 0) ? 0 : AgentTables.this.memory.getInt(this.ends + entry * Integer.BYTES);
		}

		byte[] bytes(int entry) {
			int start = entryEnd(entry - 1);
			byte[] bytes = new byte[entryEnd(entry) - start];
			AgentTables.this.memory.get(this.data + start, bytes);
			return bytes;
		}

		/**
		 * An integer of an entry.
		 * @param entry the number of the entry
		 * @param field its index in the entry
		 * @return its value
		 */
		public int field(int entry, int field) {
			return AgentTables.this.memory.getInt(this.data + entryEnd(entry - 1) + field * Integer.BYTES);
		}

		/**
		 * The integers of an entry from an index on.
		 * @param entry the number of the entry
		 * @param from the first index
		 * @return the integers
		 */
		public int[] fields(int entry, int from) {
			int start = entryEnd(entry - 1);
			int[] fields = new int[(entryEnd(entry) - start) / Integer.BYTES - from];
			for (int i = 0; i < fields.length; i++) {
				fields[i] = field(entry, from + i);
			}
			return fields;
		}

	}

}
