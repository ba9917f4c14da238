package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;
import java.util.Arrays;

/**
 * The frames of a stack, leaf first, each as one number. The object is reused for one
 * stack after another. Not thread-safe.
 */
public final class StackTrace {

	/** Grows where this is too little. */
	private static final int INITIAL_DEPTH = 256;

	/** A class file stores line numbers in 16 bits. */
	private static final int LINE_BITS = 16;

	/**
	 * The bits left for methods are enough, since async-profiler numbers methods from 1
	 * on.
	 */
	private static final int METHOD_SHIFT = LINE_BITS + Byte.SIZE;

	private long[] frames = new long[INITIAL_DEPTH];

	private int depth;

	/** A stack without frames. */
	public StackTrace() {
	}

	/**
	 * The number of frames.
	 * @return their number
	 */
	public int depth() {
		return this.depth;
	}

	/**
	 * A frame.
	 * @param index how many frames come before it
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
	 * @return async-profiler's number for it
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
	 * How many of the outermost frames are the same as in another stack.
	 * @param other the other stack
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

	/** Removes all frames. */
	void clear() {
		this.depth = 0;
	}

	/** Reads the number of frames, and then the frames, one after the other. */
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
