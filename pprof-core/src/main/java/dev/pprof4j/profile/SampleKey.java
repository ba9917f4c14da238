package dev.pprof4j.profile;

/**
 * What tells samples of one profile apart.
 *
 * @param stack the frames, leaf first
 * @param labels the labels
 */
record SampleKey(Stack stack, Labels labels) {

	/** Mixes bits, being odd and without a pattern. */
	private static final int FACTOR = 0x9e3779b9;

	/**
	 * Stacks that differ by a line, with labels that differ by a number, would often have
	 * the same sum if the factor were a small one.
	 */
	@Override
	public int hashCode() {
		return FACTOR * this.stack.pathHash() + this.labels.hashCode();
	}

}
