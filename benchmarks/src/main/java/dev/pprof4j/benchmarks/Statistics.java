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

	double median() {
		return quantile(0.5);
	}

	double max() {
		return quantile(1);
	}

	/** For few figures, whose quartiles would say nothing. */
	String range() {
		return String.format(Locale.ROOT, "%.3f (%.3f to %.3f, n=%d)", median(), quantile(0), max(),
				this.sorted.size());
	}

	/** Interpolates linearly between two figures, as R and NumPy do. */
	private double quantile(double share) {
		double place = share * (this.sorted.size() - 1);
		double below = this.sorted.get((int) place);
		double above = this.sorted.get((int) Math.ceil(place));
		return below + (above - below) * (place - (int) place);
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, "%.3f (quartiles %.3f to %.3f, n=%d)", median(), quantile(0.25),
				quantile(0.75), this.sorted.size());
	}

}
