package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.Optional;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/**
 * A type of event that a stream delivers; of waits, only as many as their
 * {@link EventBudget} allows. Used only by the stream's thread once that has started,
 * except for the comment.
 */
final class StreamedEvent {

	private final String name;

	private final Duration wanted;

	private final @Nullable EventBudget budget;

	private long received;

	private long withinThreshold;

	/**
	 * Creates a type of event that is not enabled yet.
	 * @param name its name
	 * @param wanted the shortest duration that is wanted
	 */
	StreamedEvent(String name, Duration wanted) {
		this.name = name;
		this.wanted = wanted;
		this.budget = WaitReason.ofEvent(name).map((reason) -> new EventBudget(reason.label(), wanted)).orElse(null);
	}

	String name() {
		return this.name;
	}

	/**
	 * Unless 'throttle' is set to 'off', JDK 25 drops file and socket events without
	 * saying so.
	 */
	void enable(RecordingStream stream) {
		stream.enable(this.name).withStackTrace().withThreshold(threshold()).with("throttle", "off");
	}

	private Duration threshold() {
		return (this.budget != null) ? this.budget.threshold() : this.wanted;
	}

	/**
	 * Our threshold does not hold back shorter events that another recording asks for.
	 */
	void count(RecordedEvent event) {
		this.received++;
		if (this.budget != null && event.getDuration().compareTo(threshold()) >= 0) {
			this.withinThreshold++;
		}
	}

	/** How many have been received so far. */
	long received() {
		return this.received;
	}

	/**
	 * Asks for fewer events from now on if there were too many, or for more again.
	 * @param stream the stream that delivers them
	 * @param elapsed the time since the last call
	 */
	void settle(RecordingStream stream, Duration elapsed) {
		if (this.budget != null && this.budget.settle(this.withinThreshold, elapsed)) {
			enable(stream);
		}
		this.withinThreshold = 0;
	}

	/**
	 * What may be missing because there were too many. May be called by any thread.
	 * @param threshold the shortest duration that is wanted at all
	 */
	Optional<String> comment(Duration threshold) {
		return (this.budget != null) ? this.budget.comment(threshold) : Optional.empty();
	}

}
