package dev.pprof4j.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Sums samples into a profile: equal stacks with equal labels become one sample. Not
 * thread-safe; confine it to one recording.
 */
public final class ProfileBuilder {

	private final ProfileKind kind;

	private final long period;

	private final int maxSamples;

	/** Where everything is summed for which there is no room. */
	private final Stack overflow;

	private final Map<Frame, Frame> frames = new HashMap<>();

	/**
	 * Keeps the order of addition: stacks that were added in order are nearly sorted
	 * already.
	 */
	private final Map<Stack, StackSums> stacks = new LinkedHashMap<>();

	/** The number of samples of all stacks. */
	private int size;

	/** The stack that was added last: the same stack with other labels may follow. */
	private Stack lastStack = new StackPath().stack();

	private StackSums last = new StackSums(this.lastStack);

	private final List<Remark> remarks = new ArrayList<>();

	/**
	 * Creates a builder without samples.
	 * @param kind what the samples measure
	 * @param period the mean distance between two samples, in the unit of the kind's
	 * period type
	 */
	public ProfileBuilder(ProfileKind kind, long period) {
		this(kind, period, Integer.MAX_VALUE, Frame.ofMissing("too many stacks"));
	}

	/**
	 * Creates a builder without samples that has room for a limited number.
	 * @param kind what the samples measure
	 * @param period the mean distance between two samples, in the unit of the kind's
	 * period type
	 * @param maxSamples the maximum number of distinct combinations of stack and labels
	 * @param overflow the frame in which all others are summed
	 */
	public ProfileBuilder(ProfileKind kind, long period, int maxSamples, Frame overflow) {
		this.kind = kind;
		this.period = period;
		this.maxSamples = maxSamples;
		this.overflow = Stack.of(overflow);
	}

	/**
	 * Returns an independent copy of this builder, with what has been added so far.
	 * @return the copy
	 */
	public ProfileBuilder copy() {
		ProfileBuilder copy = new ProfileBuilder(this.kind, this.period, this.maxSamples, this.overflow.get(0));
		copy.frames.putAll(this.frames);
		this.stacks.forEach((stack, sums) -> copy.stacks.put(stack, sums.copy()));
		copy.size = this.size;
		copy.remarks.addAll(this.remarks);
		return copy;
	}

	/**
	 * Returns the one instance of a frame in this profile.
	 * @param frame a frame
	 * @return the first frame seen that is equal to it
	 */
	public Frame intern(Frame frame) {
		Frame known = this.frames.putIfAbsent(frame, frame);
		return (known != null) ? known : frame;
	}

	/**
	 * Adds values to the sample that has this stack and these labels, together with the
	 * labels that the stack carries.
	 * @param stack the frames, leaf first
	 * @param labels the labels
	 * @param values one value for each of the kind's sample types, in their order
	 */
	public void add(List<Frame> stack, Labels labels, long... values) {
		if (stack == this.lastStack) {
			add(this.last, labels, values);
			return;
		}
		LabelledStack labelled = LabelledStack.of(stack, labels);
		StackSums sums = sums(labelled.stack());
		add(sums, labelled.labels(), values);
		if (labelled.stack() == stack) { // an immutable Stack, without labels
			this.lastStack = labelled.stack();
			this.last = sums;
		}
	}

	/** Returns the sums of a stack; they are not in the map while they are empty. */
	private StackSums sums(Stack stack) {
		StackSums known = this.stacks.get(stack);
		return (known != null) ? known : new StackSums(stack);
	}

	private void add(StackSums sums, Labels labels, long... values) {
		int expected = this.kind.sampleTypes().size();
		if (values.length != expected) {
			throw new IllegalArgumentException("%s values for %s".formatted(values.length, this.kind.sampleTypes()));
		}
		if (sums.addIfKnown(labels, values)) {
			return;
		}
		if (this.size < this.maxSamples) {
			addNew(sums, labels, values);
			return;
		}
		StackSums rest = sums(this.overflow);
		if (!rest.addIfKnown(Labels.EMPTY, values)) {
			addNew(rest, Labels.EMPTY, values);
		}
	}

	/**
	 * Adds values to the sample that has the stack of a sample of another profile, and
	 * these labels. What is kept of a new stack are the frames of this profile, so that
	 * many profiles that are added do not keep as many copies of each frame.
	 * @param sample the sample, whose stack carries no labels
	 * @param labels the labels
	 * @param values one value for each of the kind's sample types, in their order
	 */
	public void addFrom(Sample sample, Labels labels, long... values) {
		Stack stack = sample.key().stack();
		StackSums known = this.stacks.get(stack);
		add((known != null) ? known : new StackSums(Stack.of(stack.size(), (depth) -> intern(stack.get(depth)))),
				labels, values);
	}

	private void addNew(StackSums sums, Labels labels, long... values) {
		if (sums.isEmpty()) {
			this.stacks.put(sums.stack(), sums);
		}
		sums.addNew(labels, values);
		this.size++;
	}

	/**
	 * Adds all samples of a profile.
	 * @param profile a profile of the same kind
	 */
	public void add(Profile profile) {
		profile.samples().forEach((sample) -> addFrom(sample, sample.labels(), numbers(sample.values())));
	}

	/** Adds values to a sample whose stack carries no labels. */
	void add(SampleKey key, List<Long> values) {
		add(key.stack(), key.labels(), numbers(values));
	}

	private static long[] numbers(List<Long> values) {
		long[] numbers = new long[values.size()];
		for (int i = 0; i < numbers.length; i++) {
			numbers[i] = values.get(i);
		}
		return numbers;
	}

	/**
	 * Multiplies one value of every sample, rounding to the nearest whole number.
	 * @param value which of the kind's sample types
	 * @param factor what to multiply by, for a sample with these labels
	 */
	public void scale(int value, ToDoubleFunction<Labels> factor) {
		this.stacks.values().forEach((sums) -> sums.scale(value, factor));
	}

	/**
	 * Returns the number of samples.
	 * @return the number of distinct combinations of stack and labels
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Adds a comment.
	 * @param comment a sentence for readers of the profile
	 */
	public void comment(String comment) {
		remark(Remark.of(comment));
	}

	/**
	 * Adds a remark.
	 * @param remark what the profile says about itself
	 */
	public void remark(Remark remark) {
		this.remarks.add(remark);
	}

	/**
	 * Builds the profile of everything added so far.
	 * @param start when collecting began
	 * @param duration how long samples were collected, zero if the profile is not a
	 * window; a negative duration, after a clock was set back, counts as zero
	 * @return the profile
	 */
	public Profile build(Instant start, Duration duration) {
		Duration length = duration.isNegative() ? Duration.ZERO : duration;
		int shown = this.kind.sampleTypes().indexOf(this.kind.defaultSampleType());
		List<Sample> samples = new ArrayList<>(this.size);
		for (Ranked ranked : inOrder(shown)) {
			ranked.sums().addSamples(shown, samples);
		}
		return new Profile(this.kind, start, length, this.period, samples, this.remarks);
	}

	/**
	 * Sorts stacks by their default value, the largest first, and ties by the stacks, so
	 * that the order is never left to chance.
	 */
	private List<Ranked> inOrder(int shown) {
		List<Ranked> stacks = new ArrayList<>(this.stacks.size());
		this.stacks.values().forEach((sums) -> stacks.add(new Ranked(sums, sums.total(shown))));
		stacks.sort((one, other) -> {
			int largestFirst = Long.compare(other.total(), one.total());
			return (largestFirst != 0) ? largestFirst : StackSums.compareStacks(one.sums(), other.sums());
		});
		return stacks;
	}

	/**
	 * A stack's sums, with their total for the default value.
	 *
	 * @param sums the sums
	 * @param total the total
	 */
	private record Ranked(StackSums sums, long total) {

	}

}
