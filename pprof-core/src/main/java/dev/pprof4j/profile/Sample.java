package dev.pprof4j.profile;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Everything that was seen with one stack and one set of labels. Immutable.
 */
public final class Sample {

	private final SampleKey key;

	private final List<Long> values;

	Sample(SampleKey key, List<Long> values) {
		this.key = key;
		this.values = List.copyOf(values);
	}

	SampleKey key() {
		return this.key;
	}

	/**
	 * Returns where it was seen.
	 * @return the frames, leaf first
	 */
	public List<Frame> stack() {
		return this.key.stack();
	}

	/**
	 * Returns what else is known about it.
	 * @return the labels
	 */
	public Labels labels() {
		return this.key.labels();
	}

	/**
	 * Returns what was seen.
	 * @return one value for each of the kind's sample types, in their order
	 */
	public List<Long> values() {
		return this.values;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Sample sample && this.key.equals(sample.key) && this.values.equals(sample.values);
	}

	@Override
	public int hashCode() {
		return 31 * this.key.hashCode() + this.values.hashCode();
	}

	@Override
	public String toString() {
		return this.key + " " + this.values;
	}

}
