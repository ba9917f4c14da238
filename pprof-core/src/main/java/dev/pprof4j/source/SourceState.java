package dev.pprof4j.source;

/**
 * Whether a source of samples can be used, and why.
 *
 * @param available whether a profile can be asked for
 * @param reason one sentence for people: what it runs on, or what is wrong and what to
 * set
 */
public record SourceState(boolean available, String reason) {

	/**
	 * A source that works.
	 * @param reason what it runs on
	 * @return the state
	 */
	public static SourceState available(String reason) {
		return new SourceState(true, reason);
	}

	/**
	 * A source that does not work.
	 * @param reason what is wrong and what to set
	 * @return the state
	 */
	public static SourceState unavailable(String reason) {
		return new SourceState(false, reason);
	}

}
