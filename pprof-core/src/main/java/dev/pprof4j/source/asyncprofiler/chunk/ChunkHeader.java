package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What a chunk says about itself. Positions are positions in its file. Immutable.
 *
 * @param events where its events begin
 * @param end where it ends
 * @param constantPool where its last constant pool begins
 * @param metadata where its metadata begin
 * @param startNanos when it began, in nanoseconds since 1970
 * @param durationNanos how long it lasted
 * @param startTicks when it began, by the clock of the chunk's events
 * @param ticksPerSecond how fast that clock is
 */
record ChunkHeader(long events, long end, long constantPool, long metadata, long startNanos, long durationNanos,
		long startTicks, long ticksPerSecond) {

	/** {@code FLR}, 0. */
	private static final long MAGIC = 0x464c5200;

	/** In this version of the format, numbers take only as many bytes as they need. */
	private static final long MAJOR_VERSION = 2;

	/** No chunk is a terabyte long, and positions up to that do not overflow. */
	private static final long MAX_LENGTH = 1L << 40;

	private static final int VERSION_BYTES = 4;

	/** The events follow the header. */
	private static final int BYTES = 68;

	/** The number of bytes in a chunk, including its header. */
	static long readLength(Input input) throws IOException {
		long magic = input.readWhole(Integer.BYTES);
		input.skip(VERSION_BYTES);
		long length = input.readWhole(Long.BYTES);
		if (magic != MAGIC || length < BYTES || length > MAX_LENGTH) {
			throw new IOException("it is not a recording, as on a full disk");
		}
		return length;
	}

	static ChunkHeader read(Input input) throws IOException {
		long begin = input.position();
		long length = readLength(input);
		long behind = input.position();
		input.position(begin + Integer.BYTES);
		checkVersion(input);
		input.position(behind);
		return new ChunkHeader(begin + BYTES, begin + length, begin + input.readWhole(Long.BYTES),
				begin + input.readWhole(Long.BYTES), input.readWhole(Long.BYTES), input.readWhole(Long.BYTES),
				input.readWhole(Long.BYTES), input.readWhole(Long.BYTES));
	}

	/**
	 * This is the version of what follows: every version has the length in the same
	 * place.
	 */
	private static void checkVersion(Input input) throws IOException {
		long major = input.readWhole(Short.BYTES);
		if (major != MAJOR_VERSION) {
			throw ChunkException.ofAnotherVersion("its format is " + major);
		}
	}

	/** Whether something in the chunk can be at this position. */
	boolean contains(long position) {
		return position >= this.events && position < this.end;
	}

	long endNanos() {
		return this.startNanos + this.durationNanos;
	}

	/**
	 * When something happened.
	 * @param ticks when, by the clock of its events
	 * @return nanoseconds since 1970
	 */
	long nanos(long ticks) {
		double seconds = (double) (ticks - this.startTicks) / this.ticksPerSecond;
		return this.startNanos + Math.round(seconds * TimeUnit.SECONDS.toNanos(1));
	}

}
