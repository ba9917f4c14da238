package dev.pprof4j.profile;

import java.util.Arrays;
import java.util.Objects;

/**
 * The path from the root of a stack to its leaf. Stacks that are read one after another
 * share most of it, and the shared part is neither entered nor hashed again. Not
 * thread-safe.
 */
public final class StackPath {

	/** Typical of requests to a Spring Boot application. */
	private static final int USUAL_DEPTH = 128;

	private static final int NONE = Integer.MAX_VALUE;

	private Frame[] frames;

	/** The n-th hash is that of the n outermost frames. */
	private int[] hashes;

	private int depth;

	/** How many frames enclose the outermost one that carries labels. */
	private int firstLabelFrame = NONE;

	/** Creates a path without frames. */
	public StackPath() {
		this(USUAL_DEPTH);
	}

	/** Creates a path with room for a number of frames before it has to grow. */
	StackPath(int room) {
		this.frames = new Frame[room];
		this.hashes = new int[room + 1];
	}

	/**
	 * Adds a frame that is called by the last one.
	 * @param frame the frame
	 */
	public void enter(Frame frame) {
		if (this.depth == this.frames.length) {
			this.frames = Arrays.copyOf(this.frames, 2 * this.depth + 1);
			this.hashes = Arrays.copyOf(this.hashes, this.frames.length + 1);
		}
		if (this.firstLabelFrame == NONE && frame.isLabelFrame()) {
			this.firstLabelFrame = this.depth;
		}
		this.frames[this.depth] = frame;
		this.hashes[this.depth + 1] = 31 * this.hashes[this.depth] + frame.hashCode();
		this.depth++;
	}

	/**
	 * Goes back until only the outermost frames are left.
	 * @param outermost how many frames are left
	 * @throws IndexOutOfBoundsException if there are fewer
	 */
	public void leaveTo(int outermost) {
		Objects.checkFromToIndex(0, outermost, this.depth);
		this.depth = outermost;
		if (this.firstLabelFrame >= outermost) {
			this.firstLabelFrame = NONE;
		}
	}

	/**
	 * Returns the stack whose leaf is the last frame.
	 * @return the stack, without frames if none has been entered
	 */
	public Stack stack() {
		return new Stack(Arrays.copyOf(this.frames, this.depth), this.hashes[this.depth], this.firstLabelFrame != NONE);
	}

}
