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

	/** What there is no room for. */
	private final SampleKey overflow;

	private final Map<Frame, Frame> frames = new HashMap<>();

	/** What was in order when it was added is all but sorted then. */
	private final Map<SampleKey, Sum> sums = new LinkedHashMap<>();

	/** What was added last: the same stack with other labels may follow. */
	private Stack lastStack = new StackPath().stack();

	private SampleKey last = new SampleKey(this.lastStack, Labels.EMPTY);

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
		this.overflow = new SampleKey(Stack.of(overflow), Labels.EMPTY);
	}

	/**
	 * A builder with what was added so far, which goes its own way from here.
	 * @return the builder
	 */
	public ProfileBuilder copy() {
		ProfileBuilder copy = new ProfileBuilder(this.kind, this.period, this.maxSamples, this.overflow.stack().get(0));
		copy.frames.putAll(this.frames);
		this.sums.forEach((key, sum) -> copy.sums.put(key, new Sum(key, sum.values.clone())));
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
			add(this.last.with(labels), values);
			return;
		}
		LabelledStack labelled = LabelledStack.of(stack, labels);
		SampleKey known = add(new SampleKey(labelled.stack(), labelled.labels()), values);
		if (labelled.stack() == stack) { // a Stack, which nobody can change, without
											// labels
			this.lastStack = labelled.stack();
			this.last = known;
		}
	}

	/** The one instance that is equal to this key; itself if there is no room for it. */
	private SampleKey add(SampleKey key, long... values) {
		int size = this.kind.sampleTypes().size();
		if (values.length != size) {
			throw new IllegalArgumentException("%d values for %s".formatted(values.length, this.kind.sampleTypes()));
		}
		boolean room = this.sums.size() < this.maxSamples || this.sums.containsKey(key);
		Sum sum = this.sums.computeIfAbsent(room ? key : this.overflow, (added) -> new Sum(added, new long[size]));
		for (int i = 0; i < size; i++) {
			sum.values[i] += values[i];
		}
		return room ? sum.key : key;
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
		add(key, numbers);
	}

	/**
	 * Weighs one value of the samples anew, to the nearest whole number.
	 * @param value which of the kind's sample types
	 * @param factor what to multiply it by, for a sample with these labels
	 */
	public void scale(int value, ToDoubleFunction<Labels> factor) {
		this.sums.forEach(
				(key, sum) -> sum.values[value] = Math.round(sum.values[value] * factor.applyAsDouble(key.labels())));
	}

	/**
	 * How many samples there are.
	 * @return the number of stacks with different labels
	 */
	public int size() {
		return this.sums.size();
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
	 * @param duration how long was collected, zero if the profile is not a window
	 * @return the profile
	 */
	public Profile build(Instant start, Duration duration) {
		List<Sample> samples = new ArrayList<>(this.sums.size());
		for (Sum sum : inOrder()) {
			samples.add(new Sample(sum.key, boxed(sum.values)));
		}
		return new Profile(this.kind, start, duration, this.period, samples, this.remarks);
	}

	/**
	 * Largest default value first; ties by stack and labels, so that no order is left to
	 * chance.
	 */
	private List<Sum> inOrder() {
		int shown = this.kind.sampleTypes().indexOf(this.kind.defaultSampleType());
		List<Sum> sums = new ArrayList<>(this.sums.values());
		sums.sort((one, other) -> {
			int largestFirst = Long.compare(other.values[shown], one.values[shown]);
			return (largestFirst != 0) ? largestFirst : one.key.compareTo(other.key);
		});
		return sums;
	}

	private static List<Long> boxed(long[] values) {
		Long[] boxed = new Long[values.length];
		for (int i = 0; i < boxed.length; i++) {
			boxed[i] = values[i];
		}
		return List.of(boxed);
	}

	/**
	 * What one sample will be.
	 */
	private static final class Sum {

		private final SampleKey key;

		private final long[] values;

		private Sum(SampleKey key, long[] values) {
			this.key = key;
			this.values = values;
		}

	}

}
