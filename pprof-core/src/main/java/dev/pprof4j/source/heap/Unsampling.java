package dev.pprof4j.source.heap;

/**
 * What samples stand for. An object of {@code s} bytes is sampled with probability
 * {@code 1 - exp(-s / interval)}, by the Poisson process over allocated bytes of JEP 331,
 * so each sample stands for as many objects as the reciprocal of that probability. The
 * formula, and the truncation to whole numbers, are those of Go's {@code runtime/pprof}
 * ({@code scaleHeapSample}).
 *
 * @param objects the estimated number of objects
 * @param bytes their estimated size
 */
record Unsampling(long objects, long bytes) {

	private static final Unsampling NOTHING = new Unsampling(0, 0);

	/**
	 * The estimate from samples of about the same size.
	 * @param objects the number of samples
	 * @param bytes their total size
	 * @param intervalBytes the mean distance between two samples; 1 or less means that
	 * every object is a sample
	 * @return what they stand for
	 */
	static Unsampling of(long objects, long bytes, long intervalBytes) {
		if (objects == 0 || bytes == 0) {
			return NOTHING;
		}
		if (intervalBytes <= 1) {
			return new Unsampling(objects, bytes);
		}
		double size = (double) bytes / objects;
		double scale = 1 / -Math.expm1(-size / intervalBytes);
		return new Unsampling((long) (objects * scale), (long) (bytes * scale));
	}

}
