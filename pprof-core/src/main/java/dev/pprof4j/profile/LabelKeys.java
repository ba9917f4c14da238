package dev.pprof4j.profile;

/**
 * Keys of labels that several sources give, or that a format reads: what they mean is the
 * same wherever a profile comes from.
 */
public final class LabelKeys {

	/** The name of a thread. */
	public static final String THREAD = "thread";

	/** The number that Java gives a thread, without a unit. */
	public static final String THREAD_ID = "thread_id";

	/** What is common to the names of a pool's threads. */
	public static final String POOL = "pool";

	/** The size of objects, in bytes. */
	public static final String BYTES = "bytes";

	/** The class of objects, or of what is waited for. */
	public static final String CLASS = "class";

	/** What kind of wait it was. */
	public static final String REASON = "reason";

	private LabelKeys() {
	}

}
