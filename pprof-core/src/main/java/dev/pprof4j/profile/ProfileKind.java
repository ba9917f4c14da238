package dev.pprof4j.profile;

import java.util.List;
import java.util.Optional;

/**
 * The table of profiles: one row for each, with the name, the sample types and the period
 * that Go's {@code net/http/pprof} and its clients know. The encoder and the endpoint's
 * table of paths are driven by it; adding a profile starts with a row here.
 */
public enum ProfileKind {

	/** CPU time by stack, over a window of time. */
	CPU("profile", Timing.WINDOW, "CPU time by stack, sampled over a window of 'seconds'",
			List.of(SampleType.SAMPLES, SampleType.CPU), SampleType.CPU, SampleType.CPU),

	/**
	 * Wall-clock time by stack, of running and waiting threads, over a window of time.
	 */
	WALL("wall", Timing.WINDOW, "Wall-clock time by stack, of running and waiting threads, over 'seconds'",
			List.of(SampleType.SAMPLES, SampleType.TIME), SampleType.TIME, SampleType.WALLCLOCK),

	/**
	 * Objects by the stack that allocated them: those in use, and all allocated since the
	 * start.
	 */
	HEAP("heap", Timing.SINCE_START,
			"Objects not yet collected, by the stack that allocated them; 'gc=1' collects garbage first",
			SampleType.heap(), SampleType.INUSE_SPACE, SampleType.SPACE),

	/** The same as {@link #HEAP}, shown as what was allocated. */
	ALLOCS("allocs", Timing.SINCE_START, "Objects allocated since the start, by stack, whether in use or not",
			SampleType.heap(), SampleType.ALLOC_SPACE, SampleType.SPACE),

	/** Every live thread, platform and virtual, by stack. */
	GOROUTINE("goroutine", Timing.INSTANT,
			"All threads, platform and virtual, by stack; with 'seconds', the stacks with more threads than before",
			List.of(SampleType.GOROUTINE), SampleType.GOROUTINE, SampleType.GOROUTINE),

	/** Waits of threads: for monitors, locks, queues, sleeps, sockets and files. */
	BLOCK("block", Timing.SINCE_START,
			"Waits for locks, queues, sockets and files, and sleeps, by the stack that waited, since the start",
			SampleType.contention(), SampleType.DELAY, SampleType.CONTENTIONS),

	/** The part of {@link #BLOCK} that is spent waiting for locks. */
	MUTEX("mutex", Timing.SINCE_START,
			"Waits for monitors and java.util.concurrent locks, by the stack that waited, since the start",
			SampleType.contention(), SampleType.DELAY, SampleType.CONTENTIONS),

	/** Platform threads by the stack that started them. */
	THREADCREATE("threadcreate", Timing.SINCE_START, "Platform threads started, by the stack that started them",
			List.of(SampleType.THREADCREATE), SampleType.THREADCREATE, SampleType.THREADCREATE);

	/**
	 * The time that a profile covers.
	 */
	public enum Timing {

		/** From the request on, for as long as requested. */
		WINDOW,

		/**
		 * From when counting began until the request, or the difference between two such
		 * profiles.
		 */
		SINCE_START,

		/**
		 * The moment of the request, or what exists at the end of a period and did not
		 * exist at its start.
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
	 * Returns the kind behind a path.
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
	 * Returns the last segment of the profile's URL, which is also the name of its
	 * download.
	 * @return the name that Go gives this profile
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Returns the time that the profile covers.
	 * @return its timing
	 */
	public Timing timing() {
		return this.timing;
	}

	/**
	 * Returns what the profile shows, in half a sentence.
	 * @return the description, for people
	 */
	public String description() {
		return this.description;
	}

	/**
	 * Returns the types of a sample's values, in order.
	 * @return the sample types
	 */
	public List<SampleType> sampleTypes() {
		return this.sampleTypes;
	}

	/**
	 * Returns the sample type that a client shows by default.
	 * @return the default sample type
	 */
	public SampleType defaultSampleType() {
		return this.defaultSampleType;
	}

	/**
	 * Returns the event between two samples, and its unit.
	 * @return the type of the profile's period
	 */
	public SampleType periodType() {
		return this.periodType;
	}

}
