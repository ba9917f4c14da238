package dev.pprof4j.profile;

/**
 * Keys of labels that several sources set, or that a format reads. They mean the same
 * wherever a profile comes from.
 */
public final class LabelKeys {

	/** The name of a thread. */
	public static final String THREAD = "thread";

	/** The identifier that Java gives a thread, a number without a unit. */
	public static final String THREAD_ID = "thread_id";

	/** The part that the names of a pool's threads have in common. */
	public static final String POOL = "pool";

	/** The size of objects, in bytes. */
	public static final String BYTES = "bytes";

	/** The class of objects, or of what a thread waits for. */
	public static final String CLASS = "class";

	/** The kind of wait. */
	public static final String REASON = "reason";

	private LabelKeys() {
	}

}
