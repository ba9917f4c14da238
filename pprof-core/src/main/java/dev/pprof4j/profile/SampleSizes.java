package dev.pprof4j.profile;

import java.util.List;

/**
 * How large the samples of a profile are, compared with all of them. Immutable.
 */
final class SampleSizes {

	private final List<SampleType> types;

	/** The sum of all samples for each type. */
	private final double[] totals;

	SampleSizes(Profile profile) {
		this.types = profile.kind().sampleTypes();
		this.totals = new double[this.types.size()];
		for (Sample sample : profile.samples()) {
			for (int i = 0; i < this.totals.length; i++) {
				this.totals[i] += Math.abs((double) sample.values().get(i));
			}
		}
	}

	/**
	 * The largest share in any value type: what has allocated most is large, even if none
	 * of it is in use.
	 */
	double share(Sample sample) {
		double largest = 0;
		for (int i = 0; i < this.totals.length; i++) {
			largest = Math.max(largest, share(sample, i));
		}
		return largest;
	}

	/** The largest share in a value type that is a level, such as the bytes in use. */
	double shareOfLevels(Sample sample) {
		double largest = 0;
		for (int i = 0; i < this.totals.length; i++) {
			largest = Math.max(largest, this.types.get(i).counter() ? 0 : share(sample, i));
		}
		return largest;
	}

	private double share(Sample sample, int type) {
		return (this.totals[type] > 0) ? Math.abs(sample.values().get(type)) / this.totals[type] : 0;
	}

}
