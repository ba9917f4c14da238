package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

/**
 * The beginning of an event that the metadata do not describe, because they are such an
 * event themselves.
 *
 * @param name what the event is
 * @param end where in the file it ends
 */
record FixedEvent(String name, long end) {

	private static final int METADATA = 0;

	private static final int CONSTANT_POOL = 1;

	/** The metadata follow. */
	static FixedEvent readMetadata(Input input) throws IOException {
		return read(input, METADATA, "metadata");
	}

	/** A constant pool follows. */
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

	/** A reader that has misread what was written ends elsewhere. */
	void checkEnd(Input input) throws IOException {
		if (input.position() != this.end) {
			throw ChunkException.damaged(this.name + " does not end where it should");
		}
	}

}
