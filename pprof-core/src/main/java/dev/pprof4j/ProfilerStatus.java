package dev.pprof4j;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.EventFigures;
import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.source.SourceState;

/**
 * What a {@link Profiler} can take, where it comes from, how much there is of it, and who
 * is being served. Each answer tells how things are when it is given; none starts
 * anything. Safe to share between threads.
 */
public final class ProfilerStatus {

	private final Sources sources;

	private final ContinuousRecording continuous;

	private final Places places;

	ProfilerStatus(Sources sources, ContinuousRecording continuous, Places places) {
		this.sources = sources;
		this.continuous = continuous;
		this.places = places;
	}

	/**
	 * Whether a kind of profile can be taken.
	 * @param kind the kind
	 * @return the state of its source, with the reason
	 */
	public SourceState state(ProfileKind kind) {
		return this.sources.state(kind);
	}

	/**
	 * How many records a snapshot would have now, as far as that is known without taking
	 * one: stacks with different labels, of {@link ProfileKind#GOROUTINE} the platform
	 * threads that are alive.
	 * @param kind the kind
	 * @return their number; empty if it is not known, and for what is recorded over a
	 * window
	 */
	public OptionalLong records(ProfileKind kind) {
		return this.sources.records(kind);
	}

	/**
	 * Whether a recording of JDK Flight Recorder can be made.
	 * @return the state of Flight Recorder, with the reason
	 */
	public SourceState traceState() {
		return this.sources.trace().state();
	}

	/**
	 * Where profiles of a kind come from.
	 * @param kind the kind
	 * @return the source of the last one, or of the next, in a word: for example
	 * {@code async-profiler} or {@code jfr}
	 */
	public String source(ProfileKind kind) {
		return this.sources.name(kind);
	}

	/**
	 * What the heap sampler holds.
	 * @return its figures; empty if it is not started
	 */
	public Optional<HeapFigures> heapFigures() {
		return this.sources.heapFigures();
	}

	/**
	 * What JDK Flight Recorder has told of waits and of threads.
	 * @return its figures; empty if it is not started
	 */
	public Optional<EventFigures> eventFigures() {
		return this.sources.eventFigures();
	}

	/**
	 * Whether the past of CPU time is being kept.
	 * @return the state of that, with the reason
	 */
	public SourceState past() {
		return this.continuous.state();
	}

	/**
	 * Where the past of CPU time comes from.
	 * @return the source of its last part, or of the first to come, in a word
	 */
	public String pastSource() {
		return this.continuous.sourceName();
	}

	/**
	 * How many callers wait for a window to end, or read the past.
	 * @return their number
	 */
	public int waiting() {
		return this.places.count();
	}

	/**
	 * How long it takes until somebody who waits has been served, at least.
	 * @return the time left, zero if nobody waits
	 */
	public Duration untilNextEnd() {
		return this.places.untilNextEnd();
	}

}
