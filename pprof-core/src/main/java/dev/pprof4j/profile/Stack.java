package dev.pprof4j.profile;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * The frames of a stack, leaf first. Both hashes are computed only once, because profiles
 * look up and compare the same stacks again and again. Immutable.
 */
public final class Stack extends AbstractList<Frame> implements RandomAccess {

	/** Starts at the root, because what stacks have in common starts there. */
	private final Frame[] path;

	private final int pathHash;

	private final boolean labelled;

	/** Computed on first use, possibly by several threads at once. */
	private int hash;

	/** Used by a {@link StackPath}, which hands over the array. */
	Stack(Frame[] path, int pathHash, boolean labelled) {
		this.path = path;
		this.pathHash = pathHash;
		this.labelled = labelled;
	}

	/**
	 * Creates a stack of the given frames.
	 * @param frames the frames, leaf first
	 * @return the stack; the same object if it already is one
	 */
	public static Stack of(List<Frame> frames) {
		if (frames instanceof Stack stack) {
			return stack;
		}
		StackPath path = new StackPath(frames.size());
		for (int i = frames.size() - 1; i >= 0; i--) {
			path.enter(frames.get(i));
		}
		return path.stack();
	}

	/**
	 * Creates a stack of frames that are looked up.
	 * @param depth the number of frames
	 * @param frames the frame at each depth; the leaf is at 0
	 * @return a stack with at least one frame, which is {@link Frame#NO_STACK} if the
	 * depth is 0
	 */
	public static Stack of(int depth, IntFunction<Frame> frames) {
		if (depth == 0) {
			return of(Frame.NO_STACK);
		}
		StackPath path = new StackPath(depth);
		for (int i = depth - 1; i >= 0; i--) {
			path.enter(frames.apply(i));
		}
		return path.stack();
	}

	/**
	 * Creates a stack of one frame, which stands for what is not known.
	 * @param frame the frame
	 * @return the stack
	 */
	public static Stack of(Frame frame) {
		return of(List.of(frame));
	}

	@Override
	public Frame get(int index) {
		return this.path[this.path.length - 1 - index];
	}

	@Override
	public int size() {
		return this.path.length;
	}

	/** Whether some of the frames carry labels. */
	boolean isLabelled() {
		return this.labelled;
	}

	/** Equal for equal stacks, and known without looking at the frames. */
	int pathHash() {
		return this.pathHash;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		if (other instanceof Stack stack) {
			return this == stack || (this.pathHash == stack.pathHash && Arrays.equals(this.path, stack.path));
		}
		return super.equals(other);
	}

	/** The same as for every list with these frames. */
	@Override
	public int hashCode() {
		int value = this.hash;
		if (value == 0) {
			value = super.hashCode();
			this.hash = value;
		}
		return value;
	}

}
