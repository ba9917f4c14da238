package dev.pprof4j.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * Median and spread of some figures.
 *
 * @param sorted the figures, smallest first
 */
record Statistics(List<Double> sorted) {

	Statistics {
		sorted = sorted.stream().sorted().toList();
	}

	/** Of an even number of figures what lies between the two in the middle. */
	double median() {
		int size = this.sorted.size();
		return (this.sorted.get((size - 1) / 2) + this.sorted.get(size / 2)) / 2;
	}

	double max() {
		return quantile(1);
	}

	/** For a few figures, of which quartiles say nothing. */
	String range() {
		return String.format(Locale.ROOT, "%.3f (%.3f to %.3f, n=%d)", median(), quantile(0), max(),
				this.sorted.size());
	}

	private double quantile(double share) {
		return this.sorted.get((int) Math.round(share * (this.sorted.size() - 1)));
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%.3f (quartiles %.3f to %.3f, n=%d)", median(), quantile(0.25),
				quantile(0.75), this.sorted.size());
	}

}
