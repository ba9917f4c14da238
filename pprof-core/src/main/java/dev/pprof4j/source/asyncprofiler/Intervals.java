package dev.pprof4j.source.asyncprofiler;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is sampled, and how often.
 *
 * @param nanos the longest time between two samples of a thread, in CPU time or
 * wall-clock time
 */
record Intervals(Map<SampledEvent, Long> nanos) {

	Intervals {
		nanos = Map.copyOf(nanos);
	}

	/**
	 * What a session must sample for all of these, each event as often as any of them
	 * wants it.
	 */
	static Intervals of(Collection<WantedSamples> all) {
		return new Intervals(
				all.stream().collect(Collectors.toMap(WantedSamples::event, WantedSamples::intervalNanos, Math::min)));
	}

	boolean include(SampledEvent event) {
		return this.nanos.containsKey(event);
	}

	/** Whether these events are sampled, and equally often. */
	boolean include(Intervals others) {
		return this.nanos.entrySet().containsAll(others.nanos.entrySet());
	}

	/** Whether all samples are of one event. */
	boolean areOfOneEvent() {
		return this.nanos.size() == 1;
	}

	/**
	 * The interval of an event that is sampled.
	 * @param event one of the included events
	 * @return nanoseconds
	 */
	long of(SampledEvent event) {
		Long interval = this.nanos.get(event);
		if (interval == null) {
			throw new IllegalArgumentException("Not sampled: " + event);
		}
		return interval;
	}

}
