package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

/**
 * The beginning of an event that no metadata describe, since these are one themselves.
 *
 * @param name what it is
 * @param end where in the file it ends
 */
record FixedEvent(String name, long end) {

	private static final int METADATA = 0;

	private static final int CONSTANT_POOL = 1;

	/** Behind this follow the metadata. */
	static FixedEvent readMetadata(Input input) throws IOException {
		return read(input, METADATA, "metadata");
	}

	/** Behind this follows a constant pool. */
	static FixedEvent readConstantPool(Input input) throws IOException {
		return read(input, CONSTANT_POOL, "a constant pool");
	}

	private static FixedEvent read(Input input, int type, String name) throws IOException {
		long begin = input.position();
		int size = input.readSize();
		if (input.readNumber() != type) {
			throw ChunkException.damaged("there should be " + name);
		}
		input.skipNumbers(2); // when it was, and how long
		return new FixedEvent(name, begin + size);
	}

	/** Whoever has read something else than was written ends elsewhere. */
	void checkEnd(Input input) throws IOException {
		if (input.position() != this.end) {
			throw ChunkException.damaged(this.name + " does not end where it should");
		}
	}

}
