package dev.pprof4j.profile;

import java.util.Arrays;

/**
 * The way from the root of a stack to its leaf. Stacks that are read one after the other
 * have most of it in common, which is neither entered nor hashed again. Not thread-safe.
 */
public final class StackPath {

	private static final int USUAL_DEPTH = 64;

	private static final int NONE = Integer.MAX_VALUE;

	private Frame[] frames = new Frame[USUAL_DEPTH];

	/** Of as many of the outermost frames. */
	private int[] hashes = new int[USUAL_DEPTH + 1];

	private int depth;

	/** How many frames are around the outermost that carries labels. */
	private int firstCarrier = NONE;

	/**
	 * Goes on to a frame that is called by the last one.
	 * @param frame the frame
	 */
	public void enter(Frame frame) {
		if (this.depth == this.frames.length) {
			this.frames = Arrays.copyOf(this.frames, 2 * this.depth);
			this.hashes = Arrays.copyOf(this.hashes, 2 * this.depth + 1);
		}
		if (this.firstCarrier == NONE && frame.isCarrier()) {
			this.firstCarrier = this.depth;
		}
		this.frames[this.depth] = frame;
		this.hashes[this.depth + 1] = 31 * this.hashes[this.depth] + frame.hashCode();
		this.depth++;
	}

	/**
	 * Goes back, until only the outermost frames are left.
	 * @param outermost how many, at most as many as there are
	 */
	public void leaveTo(int outermost) {
		this.depth = outermost;
		if (this.firstCarrier >= outermost) {
			this.firstCarrier = NONE;
		}
	}

	/**
	 * The stack whose leaf is the last frame.
	 * @return the stack, without frames if none has been entered
	 */
	public Stack stack() {
		return new Stack(Arrays.copyOf(this.frames, this.depth), this.hashes[this.depth], this.firstCarrier != NONE);
	}

}
