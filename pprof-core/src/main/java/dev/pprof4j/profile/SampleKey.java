package dev.pprof4j.profile;

import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What tells samples of one profile apart. Keys are compared again and again, so that
 * what they are ordered by is computed once: this is why it is no record. Immutable.
 */
final class SampleKey implements Comparable<SampleKey> {

	private static final Comparator<Frame> FRAMES = Comparator.comparing(Frame::systemName)
		.thenComparing(Frame::line)
		.thenComparing(Frame::inlined)
		.thenComparing(Frame::name)
		.thenComparing(Frame::fileName);

	/** Mixes bits, being odd and without a pattern. */
	private static final int FACTOR = 0x9e3779b9;

	private final Stack stack;

	private final Labels labels;

	/** The address of the innermost frame. */
	private final long leaf;

	SampleKey(List<Frame> stack, Labels labels) {
		this.stack = Stack.of(stack);
		this.labels = labels;
		this.leaf = this.stack.isEmpty() ? 0 : this.stack.get(0).address();
	}

	private SampleKey(SampleKey other, Labels labels) {
		this.stack = other.stack;
		this.labels = labels;
		this.leaf = other.leaf;
	}

	/** The same stack with other labels. */
	SampleKey with(Labels other) {
		return new SampleKey(this, other);
	}

	/** The frames, leaf first. */
	Stack stack() {
		return this.stack;
	}

	Labels labels() {
		return this.labels;
	}

	/**
	 * An order that nothing is left to chance in, and that is found quickly. Equal leaves
	 * are neighbours, which is easier to compress.
	 */
	@Override
	public int compareTo(SampleKey other) {
		int byLeaf = Long.compareUnsigned(this.leaf, other.leaf);
		if (byLeaf != 0) {
			return byLeaf;
		}
		int byHash = Integer.compare(this.stack.pathHash(), other.stack.pathHash());
		if (byHash != 0) {
			return byHash;
		}
		int byStack = this.stack.equals(other.stack) ? 0 : compareStacks(this.stack, other.stack);
		return (byStack != 0) ? byStack : this.labels.compareTo(other.labels);
	}

	private static int compareStacks(List<Frame> one, List<Frame> other) {
		int common = Math.min(one.size(), other.size());
		for (int i = 0; i < common; i++) {
			int order = compareFrames(one.get(i), other.get(i));
			if (order != 0) {
				return order;
			}
		}
		return Integer.compare(one.size(), other.size());
	}

	private static int compareFrames(Frame one, Frame other) {
		return one.equals(other) ? 0 : FRAMES.compare(one, other);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other
				|| (other instanceof SampleKey key && this.stack.equals(key.stack) && this.labels.equals(key.labels));
	}

	/**
	 * Stacks that differ by a line, with labels that differ by a number, would often have
	 * the same sum if the factor were a small one.
	 */
	@Override
	public int hashCode() {
		return FACTOR * this.stack.pathHash() + this.labels.hashCode();
	}

	@Override
	public String toString() {
		return this.stack + " " + this.labels;
	}

}
