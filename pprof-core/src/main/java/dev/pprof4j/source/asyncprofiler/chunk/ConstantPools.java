package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values that the events of a chunk refer to, by type. Each constant pool of the
 * chunk gives the distance to the one before it.
 */
final class ConstantPools {

	private final Metadata metadata;

	private final Map<Long, Pool> wanted = new HashMap<>();

	ConstantPools(Metadata metadata) {
		this.metadata = metadata;
	}

	/**
	 * The values of a type, available once the pools are read.
	 * @param numbers names of the wanted fields that are numbers
	 * @param texts names of the wanted fields that are texts
	 */
	PoolValues values(String type, List<String> numbers, List<String> texts) throws IOException {
		return want(type, new PoolValues(this.metadata.layout(type), numbers, texts));
	}

	/** The stacks, available once the pools are read. */
	PoolStacks stacks(String type) throws IOException {
		return want(type, new PoolStacks(this.metadata.layout(type)));
	}

	private <T extends Pool> T want(String type, T pool) {
		this.wanted.put(this.metadata.id(type), pool);
		return pool;
	}

	void read(ChunkHeader header, Input input) throws IOException {
		long position = header.constantPool();
		long before;
		do {
			input.position(position);
			before = read(input);
			position += before;
		}
		while (before != 0 && header.contains(position));
		if (before != 0) {
			throw ChunkException.damaged("a constant pool is not in its chunk");
		}
	}

	/**
	 * Returns the distance to the pool before it, a negative number; 0 if it is the
	 * first.
	 */
	private long read(Input input) throws IOException {
		FixedEvent event = FixedEvent.readConstantPool(input);
		long before = input.readNumber();
		if (before > 0) {
			throw ChunkException.damaged("a constant pool is after the last one");
		}
		input.readByte(); // why it was written
		for (int left = input.readCount(); left > 0; left--) {
			readType(input);
		}
		event.checkEnd(input);
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

	/** Receives the values of one type. */
	interface Pool {

		/**
		 * Reads a value.
		 * @param id its identifier within the chunk
		 * @param input at the beginning of the value, and after its end on return
		 */
		void read(long id, Input input) throws IOException;

	}

}
