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

	Key key() {
		return new Key(this.stack, this.labels);
	}

	/**
	 * What tells samples of one profile apart.
	 *
	 * @param stack the frames, leaf first
	 * @param labels the labels
	 */
	record Key(List<Frame> stack, Labels labels) {

		Key {
			stack = List.copyOf(stack);
		}

	}

}
