package dev.pprof4j.source.asyncprofiler;

import java.nio.ByteBuffer;

/**
 * What the chunks of a JFR file, which follow each other, tell of their length.
 */
final class JfrChunks {

	/** What async-profiler writes as the length of a chunk that has not ended. */
	static final long UNFINISHED = 1L << 30;

	/** What is there is no chunk. */
	static final long NONE = -1;

	private static final int LENGTH_OFFSET = 8;

	/** The beginning of a chunk, as far as its length. */
	static final int HEADER_BYTES = LENGTH_OFFSET + Long.BYTES;

	/** {@code FLR}, 0. */
	private static final int MAGIC = 0x464c5200;

	private JfrChunks() {
	}

	/**
	 * How long a chunk is.
	 * @param bytes its header among them
	 * @param offset where it begins
	 * @return bytes, its header's among them; {@link #UNFINISHED} or {@link #NONE}
	 */
	static long length(ByteBuffer bytes, int offset) {
		long length = bytes.getLong(offset + LENGTH_OFFSET);
		return (bytes.getInt(offset) == MAGIC && length >= HEADER_BYTES) ? length : NONE;
	}

	/** Whether the last chunk ends where the bytes do. */
	static boolean areWhole(ByteBuffer bytes) {
		long end = 0;
		while (end >= 0 && end <= bytes.limit() - HEADER_BYTES) {
			long length = length(bytes, (int) end);
			if (length == NONE) {
				return false;
			}
			end += length;
		}
		return end == bytes.limit();
	}

}
