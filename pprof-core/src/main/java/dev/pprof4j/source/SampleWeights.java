package dev.pprof4j.source;

/**
 * The weights of samples that do not all stand for the same number of objects.
 *
 * @param sum how many objects they were drawn from, which is what they stand for in
 * total, on average
 * @param samples how many samples there are
 * @param squares the sum of the squares of what each sample stands for
 */
public record SampleWeights(long sum, long samples, long squares) {

	/**
	 * How many samples of equal weight would be as exact: the standard error is one over
	 * the square root of this number (Kish's effective sample size). It is capped at the
	 * number of samples, which chance could otherwise exceed when there are few.
	 * @return the effective number of samples, zero if there are none
	 */
	public long effective() {
		return (this.squares == 0) ? 0
				: Math.min(this.samples, Math.round((double) this.sum * this.sum / this.squares));
	}

	/**
	 * Whether every sample stands for one object and every object is a sample.
	 * @return whether that is so
	 */
	public boolean areOnes() {
		return this.squares == this.samples && this.sum == this.samples;
	}

	/**
	 * The samples added since an earlier reading.
	 * @param before the earlier reading
	 * @return the difference
	 */
	public SampleWeights since(SampleWeights before) {
		return new SampleWeights(this.sum - before.sum, this.samples - before.samples, this.squares - before.squares);
	}

}
