package dev.pprof4j.actuate;

/**
 * Receives notice of requests for profiles. The threads that answer the requests call it,
 * and wait for it; what it throws is logged. Implementations are safe to use from many
 * threads.
 */
public interface CollectionListener {

	/** A request for a profile has begun. */
	void begun();

	/**
	 * A request has ended.
	 * @param collected its result
	 */
	void ended(CollectedProfile collected);

}
