package dev.pprof4j.profile;

/**
 * The key that tells the samples of one profile apart.
 *
 * @param stack the frames, leaf first
 * @param labels the labels
 */
record SampleKey(Stack stack, Labels labels) {

	/** Mixes bits, because it is odd and has no pattern. */
	private static final int FACTOR = 0x9e3779b9;

	/**
	 * With a small factor, stacks that differ by a line and labels that differ by a
	 * number would often add up to the same hash.
	 */
	@Override
	public int hashCode() {
		return FACTOR * this.stack.pathHash() + this.labels.hashCode();
	}

	/**
	 * Recognises the same sample in another profile of this JVM. Two samples rarely have
	 * the same.
	 */
	long fingerprint() {
		return ((long) this.stack.pathHash() << Integer.SIZE) | (this.labels.hashCode() & 0xffffffffL);
	}

}
