package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The values that the events of a chunk refer to, by type. Its constant pools are events
 * of their own, each with the distance to the one before it.
 */
final class ConstantPools {

	private final Metadata metadata;

	private final Map<Long, Pool> wanted = new HashMap<>();

	ConstantPools(Metadata metadata) {
		this.metadata = metadata;
	}

	/** The values of a type, once they are read. */
	PoolValues values(String type) throws IOException {
		long typeId = this.metadata.id(type);
		PoolValues values = new PoolValues(this.metadata.layout(typeId));
		this.wanted.put(typeId, values);
		return values;
	}

	/** The stacks, once they are read. */
	PoolStacks stacks(String type) throws IOException {
		long typeId = this.metadata.id(type);
		PoolStacks stacks = new PoolStacks(this.metadata.layout(typeId));
		this.wanted.put(typeId, stacks);
		return stacks;
	}

	void read(ChunkHeader header, Input input) throws IOException {
		long position = header.constantPool();
		long before;
		do {
			if (position < 0 || position >= header.length()) {
				throw new IOException("it is damaged: a constant pool is not in its chunk");
			}
			input.position(header.begin() + position);
			before = read(input);
			if (before > 0) {
				throw new IOException("it is damaged: a constant pool is after the last one");
			}
			position += before;
		}
		while (before != 0);
	}

	private long read(Input input) throws IOException {
		input.readNumber(); // its size
		input.readNumber(); // its type
		input.readNumber(); // when it was
		input.readNumber(); // how long
		long before = input.readNumber();
		input.readByte(); // why it was written
		for (int left = input.readCount(); left > 0; left--) {
			readType(input);
		}
		return before;
	}

	private void readType(Input input) throws IOException {
		long typeId = input.readNumber();
		Layout layout = this.metadata.layout(typeId);
		Pool pool = this.wanted.getOrDefault(typeId, (id, unwanted) -> layout.skip(unwanted));
		for (int left = input.readCount(); left > 0; left--) {
			pool.read(input.readNumber(), input);
		}
	}

	/** Where values of one type go. */
	interface Pool {

		/**
		 * Reads a value.
		 * @param id its identifier, within the chunk
		 * @param input at its begin, and behind it afterwards
		 */
		void read(long id, Input input) throws IOException;

	}

}
