package dev.pprof4j.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

/**
 * The sums of one stack, one for each of its sets of labels. Most stacks have one set;
 * those in which a pool's threads are seen have hundreds. Not thread-safe.
 */
final class StackSums {

	private static final Comparator<Frame> FRAMES = Comparator.comparing(Frame::systemName)
		.thenComparing(Frame::line)
		.thenComparing(Frame::inlined)
		.thenComparing(Frame::name)
		.thenComparing(Frame::fileName);

	/** Up to this many, it is faster to look at each. */
	private static final int FEW = 8;

	private final Stack stack;

	/** The address of the innermost frame. */
	private final long leaf;

	private final List<Sum> sums = new ArrayList<>(1);

	/** The same by labels, if there are many. */
	private @Nullable Map<Labels, Sum> byLabels;

	StackSums(Stack stack) {
		this.stack = stack;
		this.leaf = stack.isEmpty() ? 0 : stack.get(0).address();
	}

	/** Returns an independent copy. */
	StackSums copy() {
		StackSums copy = new StackSums(this.stack);
		this.sums.forEach((sum) -> copy.addNew(sum.labels, sum.values));
		return copy;
	}

	/** The frames, leaf first. */
	Stack stack() {
		return this.stack;
	}

	boolean isEmpty() {
		return this.sums.isEmpty();
	}

	/**
	 * Adds values to the sum with these labels, if there is one.
	 * @return whether there is
	 */
	boolean addIfKnown(Labels labels, long... values) {
		Sum known = find(labels);
		if (known == null) {
			return false;
		}
		for (int i = 0; i < values.length; i++) {
			known.values[i] += values[i];
		}
		return true;
	}

	/** Adds values with labels that are not known yet. */
	void addNew(Labels labels, long... values) {
		Sum sum = new Sum(labels, values.clone());
		this.sums.add(sum);
		if (this.byLabels != null) {
			this.byLabels.put(labels, sum);
		}
		else if (this.sums.size() > FEW) {
			this.byLabels = new HashMap<>();
			for (Sum each : this.sums) {
				this.byLabels.put(each.labels, each);
			}
		}
	}

	private @Nullable Sum find(Labels labels) {
		if (this.byLabels != null) {
			return this.byLabels.get(labels);
		}
		for (Sum sum : this.sums) {
			if (sum.labels.equals(labels)) {
				return sum;
			}
		}
		return null;
	}

	/** Multiplies one of the values, rounding to the nearest whole number. */
	void scale(int value, ToDoubleFunction<Labels> factor) {
		for (Sum sum : this.sums) {
			sum.values[value] = Math.round(sum.values[value] * factor.applyAsDouble(sum.labels));
		}
	}

	/**
	 * Adds all of them to a list, sorted by one of their values, the largest first; ties
	 * are sorted by labels.
	 */
	void addSamples(int value, List<Sample> samples) {
		this.sums.sort((one, other) -> {
			int largestFirst = Long.compare(other.values[value], one.values[value]);
			return (largestFirst != 0) ? largestFirst : one.labels.compareTo(other.labels);
		});
		for (Sum sum : this.sums) {
			samples.add(new Sample(new SampleKey(this.stack, sum.labels), sum.boxed()));
		}
	}

	/** Returns the total of one of the values over all labels. */
	long total(int value) {
		long total = 0;
		for (Sum sum : this.sums) {
			total += sum.values[value];
		}
		return total;
	}

	/**
	 * Compares stacks quickly, in an order that leaves nothing to chance. Equal leaves
	 * become neighbours, which compresses better.
	 */
	static int compareStacks(StackSums one, StackSums other) {
		int byLeaf = Long.compareUnsigned(one.leaf, other.leaf);
		if (byLeaf != 0) {
			return byLeaf;
		}
		int byHash = Integer.compare(one.stack.pathHash(), other.stack.pathHash());
		return (byHash != 0) ? byHash : compareFrames(one.stack, other.stack);
	}

	private static int compareFrames(Stack one, Stack other) {
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

	/**
	 * The values that will become one sample.
	 */
	private static final class Sum {

		private final Labels labels;

		private final long[] values;

		private Sum(Labels labels, long[] values) {
			this.labels = labels;
			this.values = values;
		}

		private List<Long> boxed() {
			Long[] boxed = new Long[this.values.length];
			for (int i = 0; i < boxed.length; i++) {
				boxed[i] = this.values[i];
			}
			return List.of(boxed);
		}

	}

}
