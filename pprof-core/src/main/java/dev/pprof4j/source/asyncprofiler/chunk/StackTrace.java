package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.Arrays;

/**
 * The frames of a stack, leaf first, each as one number. It is filled again and again.
 * Not thread-safe.
 */
public final class StackTrace {

	/** It grows where that is too little. */
	private static final int INITIAL_DEPTH = 256;

	/** A class file stores line numbers in 16 bits. */
	private static final int LINE_BITS = 16;

	/**
	 * What is left for methods is enough, since async-profiler numbers them from 1 on.
	 */
	private static final int METHOD_SHIFT = LINE_BITS + Byte.SIZE;

	private long[] frames = new long[INITIAL_DEPTH];

	private int depth;

	/** One without frames. */
	public StackTrace() {
	}

	/**
	 * How many frames there are.
	 * @return their number
	 */
	public int depth() {
		return this.depth;
	}

	/**
	 * A frame.
	 * @param index how many others are before it
	 * @return method, type and line in one number
	 */
	public long frame(int index) {
		return this.frames[index];
	}

	/**
	 * The method of a frame.
	 * @param frame a frame
	 * @return its identifier in the chunk
	 */
	public static long method(long frame) {
		return frame >>> METHOD_SHIFT;
	}

	/**
	 * How the method of a frame was executed.
	 * @param frame a frame
	 * @return a number of async-profiler's
	 */
	public static int type(long frame) {
		return (int) (frame >>> LINE_BITS) & 0xff;
	}

	/**
	 * The line of a frame.
	 * @param frame a frame
	 * @return the line, 0 if it is not known
	 */
	public static int line(long frame) {
		return (int) frame & 0xffff;
	}

	/**
	 * How many of the outermost frames are those of another stack.
	 * @param other the other
	 * @return their number
	 */
	public int inCommonWith(StackTrace other) {
		int most = Math.min(this.depth, other.depth);
		int same = 0;
		while (same < most && this.frames[this.depth - 1 - same] == other.frames[other.depth - 1 - same]) {
			same++;
		}
		return same;
	}

	/** No frames any more. */
	void clear() {
		this.depth = 0;
	}

	/** Reads the frames, whose number comes first, one after the other. */
	void read(Input input, StackFrame frame) throws IOException {
		int count = input.readCount();
		this.depth = 0;
		for (int i = 0; i < count; i++) {
			if (i == this.frames.length) {
				this.frames = Arrays.copyOf(this.frames, 2 * i);
			}
			frame.read(input);
			this.frames[i] = frame.method() << METHOD_SHIFT | (frame.type() & 0xffL) << LINE_BITS
					| (frame.line() & 0xffffL);
			this.depth = i + 1;
		}
	}

}
