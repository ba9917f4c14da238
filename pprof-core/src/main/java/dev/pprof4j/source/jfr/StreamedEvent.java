package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.Optional;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/**
 * A type of event that a stream tells; of waits only as many as their {@link EventBudget}
 * allows. Of the stream's thread alone once that is started, but for the comment.
 */
final class StreamedEvent {

	private final String name;

	private final Duration wanted;

	private final @Nullable EventBudget budget;

	private long told;

	private long withinThreshold;

	/**
	 * An event that is not told yet.
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

	/** Without 'throttle' JDK 25 drops file and socket events, and does not say so. */
	void enable(RecordingStream stream) {
		stream.enable(this.name).withStackTrace().withThreshold(threshold()).with("throttle", "off");
	}

	private Duration threshold() {
		return (this.budget != null) ? this.budget.threshold() : this.wanted;
	}

	/** What another recording asks for, our threshold does not prevent. */
	void count(RecordedEvent event) {
		this.told++;
		if (this.budget != null && event.getDuration().compareTo(threshold()) >= 0) {
			this.withinThreshold++;
		}
	}

	/** How many were told so far. */
	long told() {
		return this.told;
	}

	/**
	 * Asks for fewer from now on where there were too many, or for more again.
	 * @param stream which tells them
	 * @param elapsed since the last time
	 */
	void settle(RecordingStream stream, Duration elapsed) {
		if (this.budget != null && this.budget.settle(this.withinThreshold, elapsed)) {
			enable(stream);
		}
		this.withinThreshold = 0;
	}

	/**
	 * What may be missing, because there was too much of it. Any thread may ask.
	 * @param threshold the shortest that are wanted at all
	 */
	Optional<String> comment(Duration threshold) {
		return (this.budget != null) ? this.budget.comment(threshold) : Optional.empty();
	}

}
