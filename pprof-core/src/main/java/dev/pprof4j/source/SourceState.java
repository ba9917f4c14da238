package dev.pprof4j.source;

/**
 * Whether a source of samples can be used, and why.
 *
 * @param readiness whether it works in full, with a fallback, or not at all
 * @param reason one sentence for people: what it runs on, or what is wrong and what to
 * set
 */
public record SourceState(Readiness readiness, String reason) {

	/**
	 * A source that works.
	 * @param reason what it runs on
	 * @return the state
	 */
	public static SourceState available(String reason) {
		return new SourceState(Readiness.READY, reason);
	}

	/**
	 * A source that works as the fallback for a better one that does not.
	 * @param reason what it runs on, and what is wrong with the better one
	 * @return the state
	 */
	public static SourceState fallback(String reason) {
		return new SourceState(Readiness.FALLBACK, reason);
	}

	/**
	 * A source that does not work.
	 * @param reason what is wrong and what to set
	 * @return the state
	 */
	public static SourceState unavailable(String reason) {
		return new SourceState(Readiness.OFF, reason);
	}

	/**
	 * Whether a profile can be requested.
	 * @return whether there would be one
	 */
	public boolean available() {
		return this.readiness != Readiness.OFF;
	}

	/**
	 * The same state with a longer reason.
	 * @param more what to append to the reason
	 * @return the state
	 */
	public SourceState and(String more) {
		return new SourceState(this.readiness, this.reason + more);
	}

	/**
	 * How much of a source is available.
	 */
	public enum Readiness {

		/** Everything that it offers. */
		READY,

		/** Less: a fallback is in use. */
		FALLBACK,

		/** Nothing. */
		OFF

	}

}
