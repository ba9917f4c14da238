package dev.pprof4j.source.asyncprofiler;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import dev.pprof4j.source.asyncprofiler.AsyncProfilerCommand.Intervals;
import dev.pprof4j.symbol.SourceFiles;

/**
 * What a window is about.
 *
 * @param event what is sampled
 * @param intervalNanos the longest time between two samples of a thread
 * @param sourceFiles finds the source files of classes
 * @param comments sentences for whoever reads the profile
 */
record WantedSamples(SampledEvent event, long intervalNanos, SourceFiles sourceFiles, List<String> comments) {

	/** What a session must sample for all of these. */
	static Set<SampledEvent> events(Collection<WantedSamples> all) {
		EnumSet<SampledEvent> events = EnumSet.noneOf(SampledEvent.class);
		all.forEach((wanted) -> events.add(wanted.event));
		return events;
	}

	/** How often: as often as any of them wants it. */
	static Intervals intervals(Collection<WantedSamples> all) {
		return new Intervals(shortest(all, SampledEvent.CPU), shortest(all, SampledEvent.WALL));
	}

	private static long shortest(Collection<WantedSamples> all, SampledEvent event) {
		return all.stream()
			.filter((wanted) -> wanted.event == event)
			.mapToLong(WantedSamples::intervalNanos)
			.min()
			.orElse(Long.MAX_VALUE);
	}

}
