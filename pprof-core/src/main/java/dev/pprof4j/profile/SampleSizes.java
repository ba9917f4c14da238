package dev.pprof4j.profile;

import java.util.List;

/**
 * How large the samples of a profile are, compared with all of them. Immutable.
 */
final class SampleSizes {

	private final List<SampleType> types;

	/** The sum of all samples for each type. */
	private final double[] totals;

	private final boolean onlyCounts;

	SampleSizes(Profile profile) {
		this.types = profile.kind().sampleTypes();
		this.onlyCounts = this.types.stream().allMatch(SampleSizes::isCount);
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

	/**
	 * The largest share in a value type that is a size or a time, if there is one: a
	 * single sample may stand for many small objects.
	 */
	double shareOfSizes(Sample sample) {
		double largest = 0;
		for (int i = 0; i < this.totals.length; i++) {
			largest = Math.max(largest, (this.onlyCounts || !isCount(this.types.get(i))) ? share(sample, i) : 0);
		}
		return largest;
	}

	private static boolean isCount(SampleType type) {
		return type.unit().equals("count");
	}

	private double share(Sample sample, int type) {
		return (this.totals[type] > 0) ? Math.abs(sample.values().get(type)) / this.totals[type] : 0;
	}

}
