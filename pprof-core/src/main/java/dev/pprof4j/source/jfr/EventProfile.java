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
 * A profile that is summed up from events as they come. Safe to share between threads:
 * one tells it events while others read it.
 */
public abstract sealed class EventProfile permits WaitProfile, ThreadStarts {

	private final ProfileKind kind;

	private final ProfileBuilder sums;

	/**
	 * An empty profile.
	 * @param kind its kind
	 * @param maxStacks how many stacks are told apart
	 * @param overflow where others are summed
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

	/** Called when its events begin to be recorded. */
	abstract void begin();

	/** Takes an event of those it wants. */
	abstract void add(RecordedEvent event, EventStack stack);

	/** What whoever reads the profile should know. */
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

	/** To be put in order without keeping the stream of events waiting. */
	private synchronized ProfileBuilder copy() {
		return this.sums.copy();
	}

}
