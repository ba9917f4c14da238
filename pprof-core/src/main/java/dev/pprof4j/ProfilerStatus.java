package dev.pprof4j;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.EventFigures;
import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.source.SourceState;

/**
 * The status of a {@link Profiler}: which profiles it can take, where they come from, how
 * much they hold, and how many callers are waiting. Each answer describes the moment at
 * which it is given, and asking starts nothing. Safe to share between threads.
 */
public final class ProfilerStatus {

	private final Sources sources;

	private final ContinuousRecording continuous;

	private final CallerSlots slots;

	ProfilerStatus(Sources sources, ContinuousRecording continuous, CallerSlots slots) {
		this.sources = sources;
		this.continuous = continuous;
		this.slots = slots;
	}

	/**
	 * Returns whether a kind of profile can be taken.
	 * @param kind the kind
	 * @return the state of its source, with the reason
	 */
	public SourceState state(ProfileKind kind) {
		return this.sources.state(kind);
	}

	/**
	 * Returns how many records a snapshot would have now, as far as that is known without
	 * taking one. Records are distinct combinations of stack and labels; for
	 * {@link ProfileKind#GOROUTINE} the number is that of live platform threads.
	 * @param kind the kind
	 * @return the number; empty if it is not known, or if the kind is recorded over a
	 * window
	 */
	public OptionalLong records(ProfileKind kind) {
		return this.sources.records(kind);
	}

	/**
	 * Returns whether a recording can be made with JDK Flight Recorder.
	 * @return the state of Flight Recorder, with the reason
	 */
	public SourceState traceState() {
		return this.sources.trace().state();
	}

	/**
	 * Returns where profiles of a kind come from.
	 * @param kind the kind
	 * @return the source of the last profile, or of the next if there was none, in a
	 * word: for example {@code async-profiler} or {@code jfr}
	 */
	public String source(ProfileKind kind) {
		return this.sources.name(kind);
	}

	/**
	 * Returns what the heap sampler holds.
	 * @return its figures; empty if it has not started
	 */
	public Optional<HeapFigures> heapFigures() {
		return this.sources.heapFigures();
	}

	/**
	 * Returns how much JDK Flight Recorder has reported about waits and threads.
	 * @return its figures; empty if it has not started
	 */
	public Optional<EventFigures> eventFigures() {
		return this.sources.eventFigures();
	}

	/**
	 * Returns whether past CPU time is being kept.
	 * @return the state of continuous recording, with the reason
	 */
	public SourceState past() {
		return this.continuous.state();
	}

	/**
	 * Returns where past CPU time comes from.
	 * @return the source of its last part, or of the first part to come, in a word
	 */
	public String pastSource() {
		return this.continuous.sourceName();
	}

	/**
	 * Returns how many callers are waiting for a window to end, or reading past CPU time.
	 * @return the number of callers
	 */
	public int waiting() {
		return this.slots.count();
	}

	/**
	 * Returns how long it takes, at least, until a waiting caller has been served.
	 * @return the time left, zero if no caller is waiting
	 */
	public Duration untilNextEnd() {
		return this.slots.untilNextEnd();
	}

}
