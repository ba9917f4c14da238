package dev.pprof4j.profile;

import java.util.List;

/**
 * Everything that was seen with one stack and one set of labels.
 *
 * @param stack the frames, leaf first
 * @param labels the labels
 * @param values one value for each of the kind's sample types, in their order
 */
public record Sample(List<Frame> stack, Labels labels, List<Long> values) {

	public Sample {
		values = List.copyOf(values);
	}

	SampleKey key() {
		return new SampleKey(this.stack, this.labels);
	}

}
