package dev.pprof4j.profile;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

import org.jspecify.annotations.Nullable;

/**
 * The frames of a stack, leaf first. Profiles look up and compare the same stacks again
 * and again, so that what they need for it is computed once. Immutable.
 */
public final class Stack extends AbstractList<Frame> implements RandomAccess {

	/** From the root on: there begins what stacks have in common. */
	private final Frame[] path;

	private final int pathHash;

	private final boolean labelled;

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
		StackPath path = new StackPath();
		for (int i = frames.size() - 1; i >= 0; i--) {
			path.enter(frames.get(i));
		}
		return path.stack();
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
		return super.hashCode();
	}

}
