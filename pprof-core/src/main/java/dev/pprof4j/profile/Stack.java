package dev.pprof4j.profile;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * The frames of a stack, leaf first. Profiles look the same stacks up and compare them
 * again and again, so that both hashes are computed once. Immutable.
 */
public final class Stack extends AbstractList<Frame> implements RandomAccess {

	/** From the root on: there begins what stacks have in common. */
	private final Frame[] path;

	private final int pathHash;

	private final boolean labelled;

	/** Computed when it is asked for; more than once, if by several threads. */
	private int hash;

	/** Made by a {@link StackPath}, which gives the array away. */
	Stack(Frame[] path, int pathHash, boolean labelled) {
		this.path = path;
		this.pathHash = pathHash;
		this.labelled = labelled;
	}

	/**
	 * A stack of these frames.
	 * @param frames the frames, leaf first
	 * @return the stack; the same object if it is one
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
	 * A stack of frames that are looked up.
	 * @param depth how many there are
	 * @param frames the frame at each depth, the leaf's being 0
	 * @return a stack with at least one frame, if only to say that there is none
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
	 * A stack of one frame, which stands for what is not known.
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

	/** Equal for equal stacks, and there without a look at the frames. */
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

	/** That of every list with these frames. */
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
