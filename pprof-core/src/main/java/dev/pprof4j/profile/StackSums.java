package dev.pprof4j.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import org.jspecify.annotations.Nullable;

/**
 * What one stack has with each of its sets of labels. Most have one, those that a pool of
 * threads is seen in have hundreds. Not thread-safe.
 */
final class StackSums {

	private static final Comparator<Frame> FRAMES = Comparator.comparing(Frame::systemName)
		.thenComparing(Frame::line)
		.thenComparing(Frame::inlined)
		.thenComparing(Frame::name)
		.thenComparing(Frame::fileName);

	/** As long as it is quicker to look at each. */
	private static final int FEW = 8;

	private final Stack stack;

	/** The address of the innermost frame. */
	private final long leaf;

	private final List<Sum> sums = new ArrayList<>(1);

	/** The same by labels, if they are many. */
	private @Nullable Map<Labels, Sum> byLabels;

	StackSums(Stack stack) {
		this.stack = stack;
		this.leaf = stack.isEmpty() ? 0 : stack.get(0).address();
	}

	/** These, which go their own way from here. */
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
	 * Adds values to those with these labels, if there are any.
	 * @return whether there are
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

	/** Adds values with labels that there were none with so far. */
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

	/** Multiplies one of the values, to the nearest whole number. */
	void scale(int value, ToDoubleFunction<Labels> factor) {
		for (Sum sum : this.sums) {
			sum.values[value] = Math.round(sum.values[value] * factor.applyAsDouble(sum.labels));
		}
	}

	/**
	 * Adds all of them to a list, the largest first by one of their values; ties by
	 * labels.
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

	/** One of the values, whatever the labels. */
	long total(int value) {
		long total = 0;
		for (Sum sum : this.sums) {
			total += sum.values[value];
		}
		return total;
	}

	/**
	 * An order of stacks that nothing is left to chance in, and that is found quickly.
	 * Equal leaves are neighbours, which is easier to compress.
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
	 * What one sample will be.
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
