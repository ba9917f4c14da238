package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

/**
 * Metadata and constant pools are events as well, of types that need no description.
 *
 * @param end where in the file it ends
 */
record PoolEvent(long end) {

	static final long METADATA = 0;

	static final long CONSTANT_POOL = 1;

	/**
	 * Reads what is in front of all others in such an event.
	 * @param input at its begin
	 * @param type what it is to be
	 */
	static PoolEvent read(Input input, long type) throws IOException {
		long begin = input.position();
		int size = input.readSize();
		if (input.readNumber() != type) {
			throw ChunkException.damaged("metadata or constant pools are not where they should be");
		}
		input.skipNumbers(2); // when it was, and how long
		return new PoolEvent(begin + size);
	}

	/** Whoever has read something else than was written ends elsewhere. */
	void checkEnd(Input input) throws IOException {
		if (input.position() != this.end) {
			throw ChunkException.damaged("metadata or constant pools do not end where they should");
		}
	}

}
