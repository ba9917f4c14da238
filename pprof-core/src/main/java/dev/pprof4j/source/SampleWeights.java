package dev.pprof4j.source;

/**
 * Samples that do not all stand for as many objects.
 *
 * @param sum how many objects they were drawn from: on average they stand for as many
 * @param samples how many samples there are
 * @param squares the sum of the squares of what each of them stands for
 */
public record SampleWeights(long sum, long samples, long squares) {

	/**
	 * How many samples, each standing for itself, would be as exact: the standard error
	 * is one over the square root of it (Kish's effective sample size). They cannot be
	 * more than there are samples, which chance would have it where there are few.
	 * @return the effective number of samples, zero if there is none
	 */
	public long effective() {
		return (this.squares == 0) ? 0
				: Math.min(this.samples, Math.round((double) this.sum * this.sum / this.squares));
	}

	/**
	 * Whether each sample stands for one object, and each object is a sample.
	 * @return whether that is so
	 */
	public boolean areOnes() {
		return this.squares == this.samples && this.sum == this.samples;
	}

	/**
	 * What came after others.
	 * @param before what there was by then
	 * @return the difference
	 */
	public SampleWeights since(SampleWeights before) {
		return new SampleWeights(this.sum - before.sum, this.samples - before.samples, this.squares - before.squares);
	}

}
