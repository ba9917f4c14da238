package dev.pprof4j.profile;

import java.util.List;

/**
 * The meaning and unit of one value of a sample, in the terms of {@code profile.proto}
 * ({@code ValueType}).
 *
 * @param type what is counted, for example {@code cpu}
 * @param unit the unit of the value, for example {@code nanoseconds}
 * @param counter whether it counts up, so that the difference between two profiles is
 * what was added in between. A value that does not count up is a level, and is taken from
 * the later profile.
 */
public record SampleType(String type, String unit, boolean counter) {

	static final SampleType SAMPLES = new SampleType("samples", "count", true);

	static final SampleType CPU = new SampleType("cpu", "nanoseconds", true);

	static final SampleType TIME = new SampleType("time", "nanoseconds", true);

	/** The period of wall-clock profiles. */
	static final SampleType WALLCLOCK = new SampleType("wallclock", "nanoseconds", true);

	static final SampleType ALLOC_OBJECTS = new SampleType("alloc_objects", "count", true);

	static final SampleType ALLOC_SPACE = new SampleType("alloc_space", "bytes", true);

	static final SampleType INUSE_OBJECTS = new SampleType("inuse_objects", "count", false);

	static final SampleType INUSE_SPACE = new SampleType("inuse_space", "bytes", false);

	/** The period of heap profiles. */
	static final SampleType SPACE = new SampleType("space", "bytes", true);

	static final SampleType GOROUTINE = new SampleType("goroutine", "count", true);

	static final SampleType CONTENTIONS = new SampleType("contentions", "count", true);

	static final SampleType DELAY = new SampleType("delay", "nanoseconds", true);

	static final SampleType THREADCREATE = new SampleType("threadcreate", "count", true);

	static List<SampleType> contention() {
		return List.of(CONTENTIONS, DELAY);
	}

	static List<SampleType> heap() {
		return List.of(ALLOC_OBJECTS, ALLOC_SPACE, INUSE_OBJECTS, INUSE_SPACE);
	}

}
