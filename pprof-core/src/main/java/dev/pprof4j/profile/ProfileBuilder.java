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

	/** Where that is summed which there is no room for. */
	private final Stack overflow;

	private final Map<Frame, Frame> frames = new HashMap<>();

	/** What was in order when it was added is all but sorted then. */
	private final Map<Stack, StackSums> stacks = new LinkedHashMap<>();

	/** How many samples all of them are. */
	private int size;

	/** What was added last: the same stack with other labels may follow. */
	private Stack lastStack = new StackPath().stack();

	private StackSums last = new StackSums(this.lastStack);

	private final List<Remark> remarks = new ArrayList<>();

	/**
	 * A builder without samples.
	 * @param kind what the samples measure
	 * @param period the mean distance between two samples, in the unit of the kind's
	 * period type
	 */
	public ProfileBuilder(ProfileKind kind, long period) {
		this(kind, period, Integer.MAX_VALUE, Frame.ofMissing("too many stacks"));
	}

	/**
	 * A builder without samples, and with room for so many.
	 * @param kind what the samples measure
	 * @param period the mean distance between two samples, in the unit of the kind's
	 * period type
	 * @param maxSamples how many stacks with different labels are told apart
	 * @param overflow where all others are summed
	 */
	public ProfileBuilder(ProfileKind kind, long period, int maxSamples, Frame overflow) {
		this.kind = kind;
		this.period = period;
		this.maxSamples = maxSamples;
		this.overflow = Stack.of(overflow);
	}

	/**
	 * A builder with what was added so far, which goes its own way from here.
	 * @return the builder
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
	 * The one instance of a frame in this profile.
	 * @param frame a frame
	 * @return the frame that was first seen equal to it
	 */
	public Frame intern(Frame frame) {
		Frame known = this.frames.putIfAbsent(frame, frame);
		return (known != null) ? known : frame;
	}

	/**
	 * Adds values to the sample with this stack and these labels, and those that the
	 * stack carries.
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
		if (labelled.stack() == stack) { // a Stack, which nobody can change, without
											// labels
			this.lastStack = labelled.stack();
			this.last = sums;
		}
	}

	/** What a stack has, which is not in the map if that is nothing. */
	private StackSums sums(Stack stack) {
		StackSums known = this.stacks.get(stack);
		return (known != null) ? known : new StackSums(stack);
	}

	private void add(StackSums sums, Labels labels, long... values) {
		int expected = this.kind.sampleTypes().size();
		if (values.length != expected) {
			throw new IllegalArgumentException("%d values for %s".formatted(values.length, this.kind.sampleTypes()));
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
		profile.samples().forEach((sample) -> add(sample.key(), sample.values()));
	}

	/** Adds values to a sample whose stack carries no labels. */
	void add(SampleKey key, List<Long> values) {
		long[] numbers = new long[values.size()];
		for (int i = 0; i < numbers.length; i++) {
			numbers[i] = values.get(i);
		}
		add(key.stack(), key.labels(), numbers);
	}

	/**
	 * Weighs one value of the samples anew, to the nearest whole number.
	 * @param value which of the kind's sample types
	 * @param factor what to multiply it by, for a sample with these labels
	 */
	public void scale(int value, ToDoubleFunction<Labels> factor) {
		this.stacks.values().forEach((sums) -> sums.scale(value, factor));
	}

	/**
	 * How many samples there are.
	 * @return the number of stacks with different labels
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Adds a comment.
	 * @param comment a sentence for whoever reads the profile
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
	 * The profile of everything added so far.
	 * @param start when collecting began
	 * @param duration how long was collected, zero if the profile is not a window; what
	 * clocks that were set back make negative counts as zero
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
	 * Stacks with the largest default value first; ties by the stacks, so that no order
	 * is left to chance.
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
	 * What a stack has, and all of its default value.
	 *
	 * @param sums what it has
	 * @param total all of it
	 */
	private record Ranked(StackSums sums, long total) {

	}

}
