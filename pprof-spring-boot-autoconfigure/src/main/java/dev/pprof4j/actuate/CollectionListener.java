package dev.pprof4j.actuate;

/**
 * Is told of requests for profiles, by the threads that answer them, which wait for it;
 * what it throws is logged. Implementations are safe to use from many threads.
 */
public interface CollectionListener {

	/** A profile is being taken. */
	void begun();

	/**
	 * That has come to its end.
	 * @param collected what has become of it
	 */
	void ended(CollectedProfile collected);

}
