package dev.pprof4j.profile;

import java.util.List;
import java.util.Optional;

/**
 * The table of profiles: one row for each, with the name, the sample types and the period
 * that Go's {@code net/http/pprof} and its clients know. The encoder and the endpoint's
 * table of paths read this one; adding a profile starts with a row here.
 */
public enum ProfileKind {

	/** CPU time by stack, over a window of time. */
	CPU("profile", Timing.WINDOW, "CPU time by stack, sampled over a window of 'seconds'",
			List.of(SampleType.SAMPLES, SampleType.CPU), SampleType.CPU, SampleType.CPU),

	/** Time by stack, whether a thread runs or waits, over a window of time. */
	WALL("wall", Timing.WINDOW, "Time by stack, of threads that run and of threads that wait, over 'seconds'",
			List.of(SampleType.SAMPLES, SampleType.TIME), SampleType.TIME, SampleType.WALLCLOCK),

	/**
	 * Objects by the stack that allocated them: those in use, and all since the start.
	 */
	HEAP("heap", Timing.SINCE_START,
			"Objects that are not collected yet, by the stack that allocated them; 'gc=1' collects garbage first",
			SampleType.heap(), SampleType.INUSE_SPACE, SampleType.SPACE),

	/** The same as {@link #HEAP}, shown as what was allocated. */
	ALLOCS("allocs", Timing.SINCE_START, "Objects allocated since the start, by stack, whether in use or not",
			SampleType.heap(), SampleType.ALLOC_SPACE, SampleType.SPACE),

	/** Every live thread, platform and virtual, by stack. */
	GOROUTINE("goroutine", Timing.INSTANT,
			"All threads, platform and virtual, by stack; with 'seconds' where there are more of them than before",
			List.of(SampleType.GOROUTINE), SampleType.GOROUTINE, SampleType.GOROUTINE),

	/** What threads waited for: monitors, locks, queues, sleeps, sockets and files. */
	BLOCK("block", Timing.SINCE_START,
			"Waits for locks, queues, sleeps, sockets and files, by the stack that waited, since the start",
			SampleType.contention(), SampleType.DELAY, SampleType.CONTENTIONS),

	/** The part of {@link #BLOCK} that is waiting for a lock. */
	MUTEX("mutex", Timing.SINCE_START,
			"Waits for monitors and java.util.concurrent locks, by the stack that waited, since the start",
			SampleType.contention(), SampleType.DELAY, SampleType.CONTENTIONS),

	/** Platform threads by the stack that started them. */
	THREADCREATE("threadcreate", Timing.SINCE_START, "Platform threads started, by the stack that started them",
			List.of(SampleType.THREADCREATE), SampleType.THREADCREATE, SampleType.THREADCREATE);

	/**
	 * Which time a profile tells of.
	 */
	public enum Timing {

		/** From when it is asked for, for as long as is asked for. */
		WINDOW,

		/**
		 * From when counting began, until it is asked for; or the difference of two such.
		 */
		SINCE_START,

		/**
		 * The moment it is asked for; or what is there at the end of a while and was not
		 * at its start.
		 */
		INSTANT

	}

	private final String path;

	private final Timing timing;

	private final String description;

	private final List<SampleType> sampleTypes;

	private final SampleType defaultSampleType;

	private final SampleType periodType;

	ProfileKind(String path, Timing timing, String description, List<SampleType> sampleTypes,
			SampleType defaultSampleType, SampleType periodType) {
		this.path = path;
		this.timing = timing;
		this.description = description;
		this.sampleTypes = sampleTypes;
		this.defaultSampleType = defaultSampleType;
		this.periodType = periodType;
	}

	/**
	 * The kind behind a path.
	 * @param path the last segment of the profile's URL, for example {@code profile}
	 * @return the kind, or empty if no profile has that path
	 */
	public static Optional<ProfileKind> ofPath(String path) {
		for (ProfileKind kind : values()) {
			if (kind.path.equals(path)) {
				return Optional.of(kind);
			}
		}
		return Optional.empty();
	}

	/**
	 * The last segment of the profile's URL, and the name of its download.
	 * @return the name that Go gives this profile
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Which time the profile tells of.
	 * @return its timing
	 */
	public Timing timing() {
		return this.timing;
	}

	/**
	 * What the profile shows, in half a sentence.
	 * @return the description, for people
	 */
	public String description() {
		return this.description;
	}

	/**
	 * The types of a sample's values, in their order.
	 * @return the sample types
	 */
	public List<SampleType> sampleTypes() {
		return this.sampleTypes;
	}

	/**
	 * The sample type that a client shows when nobody asks for another.
	 * @return the default sample type
	 */
	public SampleType defaultSampleType() {
		return this.defaultSampleType;
	}

	/**
	 * The event between two samples, and its unit.
	 * @return the type of the profile's period
	 */
	public SampleType periodType() {
		return this.periodType;
	}

}
