package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.concurrent.TimeUnit;

/**
 * What a chunk of JFR, which others may follow in its file, says about itself. Immutable.
 *
 * @param begin where in the file it begins
 * @param length how many bytes it has
 * @param constantPool where in it the last constant pool begins
 * @param metadata where in it the metadata begin
 * @param startNanos when it began, in nanoseconds since 1970
 * @param durationNanos how long it lasted
 * @param startTicks when it began, by the clock of its events
 * @param ticksPerSecond how fast that clock is
 */
public record ChunkHeader(long begin, long length, long constantPool, long metadata, long startNanos,
		long durationNanos, long startTicks, long ticksPerSecond) {

	/** What async-profiler writes as the length of a chunk that has not ended. */
	public static final long UNFINISHED = 1L << 30;

	/** {@code FLR}, 0. */
	private static final long MAGIC = 0x464c5200;

	private static final int VERSION_BYTES = 4;

	private static final int FEATURES_BYTES = 4;

	/** Behind the header come the events. */
	private static final int BYTES = 68;

	/**
	 * How long a chunk is.
	 * @param file whole chunks, one after the other
	 * @param begin where one begins
	 * @return bytes, its header's among them; {@link #UNFINISHED}
	 * @throws IOException if there is none
	 */
	public static long length(RandomAccessFile file, long begin) throws IOException {
		return readLength(new Input(file, begin));
	}

	private static long readLength(Input input) throws IOException {
		long magic = input.readWhole(Integer.BYTES);
		input.skip(VERSION_BYTES);
		long length = input.readWhole(Long.BYTES);
		if (magic != MAGIC || length < BYTES) {
			throw new IOException("it is no recording, as on a full disk");
		}
		return length;
	}

	/** Reads the header of a chunk. */
	static ChunkHeader read(Input input) throws IOException {
		long begin = input.position();
		ChunkHeader header = new ChunkHeader(begin, readLength(input), input.readWhole(Long.BYTES),
				input.readWhole(Long.BYTES), input.readWhole(Long.BYTES), input.readWhole(Long.BYTES),
				input.readWhole(Long.BYTES), input.readWhole(Long.BYTES));
		input.skip(FEATURES_BYTES);
		return header;
	}

	/** Where in the file its events begin. */
	long events() {
		return this.begin + BYTES;
	}

	/**
	 * Where it ends.
	 * @return a position in the file
	 */
	public long end() {
		return this.begin + this.length;
	}

	/**
	 * When it ended.
	 * @return nanoseconds since 1970
	 */
	public long endNanos() {
		return this.startNanos + this.durationNanos;
	}

	/**
	 * When something in it happened.
	 * @param ticks when, by the clock of its events
	 * @return nanoseconds since 1970
	 */
	public long nanos(long ticks) {
		double seconds = (double) (ticks - this.startTicks) / this.ticksPerSecond;
		return this.startNanos + Math.round(seconds * TimeUnit.SECONDS.toNanos(1));
	}

}
