package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import jdk.jfr.consumer.RecordedEvent;

/**
 * A profile that is summed from events as they arrive. Safe to share between threads: one
 * thread adds events while others read the profile.
 */
public abstract sealed class EventProfile permits WaitProfile, ThreadStarts {

	private final ProfileKind kind;

	private final ProfileBuilder sums;

	/**
	 * Creates an empty profile.
	 * @param kind its kind
	 * @param maxStacks the maximum number of distinct stacks
	 * @param overflow the frame in which all others are summed
	 */
	EventProfile(ProfileKind kind, int maxStacks, Frame overflow) {
		this.kind = kind;
		this.sums = new ProfileBuilder(kind, 1, maxStacks, overflow);
	}

	final ProfileKind kind() {
		return this.kind;
	}

	/** The events it wants, with the shortest duration of each. */
	abstract Map<String, Duration> events();

	/** Called when the recording of its events begins. */
	abstract void begin();

	/** Takes one of the events it wants. */
	abstract void add(RecordedEvent event, EventStack stack);

	/** What readers of the profile should know. */
	abstract List<String> comments();

	final synchronized void add(List<Frame> stack, Labels labels, long... values) {
		this.sums.add(stack, labels, values);
	}

	final synchronized int size() {
		return this.sums.size();
	}

	final Profile snapshot() {
		return copy().build(Instant.now(), Duration.ZERO).withComments(comments());
	}

	/** Copies the sums, so that sorting them does not hold up the stream of events. */
	private synchronized ProfileBuilder copy() {
		return this.sums.copy();
	}

}
