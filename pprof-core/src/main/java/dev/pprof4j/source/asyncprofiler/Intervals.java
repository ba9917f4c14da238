package dev.pprof4j.source.asyncprofiler;

import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is sampled, and how often.
 *
 * @param nanos the longest time between two samples of a thread: CPU time or time
 */
record Intervals(Map<SampledEvent, Long> nanos) {

	Intervals {
		nanos = Map.copyOf(nanos);
	}

	/** What a session must sample for all of these: as often as any of them wants it. */
	static Intervals of(Collection<WantedSamples> all) {
		return new Intervals(
				all.stream().collect(Collectors.toMap(WantedSamples::event, WantedSamples::intervalNanos, Math::min)));
	}

	boolean include(SampledEvent event) {
		return this.nanos.containsKey(event);
	}

	/** Whether these events are sampled, just as often. */
	boolean include(Intervals others) {
		return this.nanos.entrySet().containsAll(others.nanos.entrySet());
	}

	/** Whether a sample can only be of one event. */
	boolean areOfOneEvent() {
		return this.nanos.size() == 1;
	}

	/**
	 * Of an event that is sampled.
	 * @param event one of those that are included
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
