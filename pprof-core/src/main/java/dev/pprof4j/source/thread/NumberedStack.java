package dev.pprof4j.source.thread;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The numbers of a stack's frames, leaf first, as part of an array. Equal stacks are
 * equal.
 */
final class NumberedStack {

	private final int[] numbers;

	private final int from;

	private final int depth;

	private final int hash;

	NumberedStack(int[] numbers, int from, int depth) {
		this.numbers = numbers;
		this.from = from;
		this.depth = depth;
		int value = depth;
		for (int i = from; i < from + depth; i++) {
			value = 31 * value + numbers[i];
		}
		this.hash = value;
	}

	/** The numbers in an array of their own. */
	int[] toArray() {
		return Arrays.copyOfRange(this.numbers, this.from, this.from + this.depth);
	}

	NumberedStack copy() {
		return new NumberedStack(toArray(), 0, this.depth);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof NumberedStack stack && Arrays.equals(this.numbers, this.from, this.from + this.depth,
				stack.numbers, stack.from, stack.from + stack.depth);
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

}
