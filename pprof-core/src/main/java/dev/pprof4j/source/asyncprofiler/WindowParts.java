package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.source.ProfilingException;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a window in the files of sessions, one for each session that it had, and
 * what is missing between them. Holds a share in the files. Guarded in the same way as
 * the window.
 */
final class WindowParts implements AutoCloseable {

	private static final String MISSING = "%s ms are missing: async-profiler was restarted for another profile";

	private static final String SKIPPED = "%s samples of CPU or wall-clock time were dropped by async-profiler";

	private final SampledEvent event;

	private final List<Part> ended = new ArrayList<>();

	/** Where the part that has not ended begins. */
	private Session.@Nullable Position begin;

	/** Why the rest of the window is lost; empty if it is not. */
	private String loss = "";

	private long missingNanos;

	WindowParts(SampledEvent event) {
		this.event = event;
	}

	/** A part begins. */
	void begin(Session.Position position) {
		position.file().retain();
		this.begin = position;
	}

	/** A part begins in another file, after a gap of this length. */
	void goOn(Session.Position position, long nanos) {
		begin(position);
		this.missingNanos += nanos;
	}

	/** The part ends, if one has begun. */
	void end(Session.Position position) {
		Session.Position from = this.begin;
		if (from != null) {
			this.ended.add(new Part(from, position));
			this.begin = null;
		}
	}

	/**
	 * Nothing more comes, and the part that has not ended is lost. The first reason
	 * stands.
	 */
	void lose(String reason) {
		this.loss = isCutShort() ? this.loss : reason;
		releaseBegin();
	}

	/** Whether the end of the window is lost. */
	boolean isCutShort() {
		return !this.loss.isEmpty();
	}

	/** Whether the window is complete, from beginning to end. */
	boolean isWhole() {
		return !isCutShort() && this.missingNanos == 0;
	}

	/** The size of the parts that have ended. */
	long endedBytes() {
		return this.ended.stream().mapToLong(Part::bytes).sum();
	}

	/** The size of the part that has not ended, in a file of this size. */
	long bytesUntil(long fileBytes) {
		return (this.begin != null) ? Math.max(0, fileBytes - this.begin.offset()) : 0;
	}

	/** Samples of this event that async-profiler has dropped. */
	long skipped() {
		return this.ended.stream().filter(Part::isOfOneEvent).mapToLong(Part::skipped).sum();
	}

	/** What the dropped samples stand for. */
	long skippedNanos() {
		return this.ended.stream()
			.filter(Part::isOfOneEvent)
			.mapToLong((part) -> part.skipped() * part.intervalNanos(this.event))
			.sum();
	}

	/** Samples that async-profiler has dropped, of this event or the other. */
	private long skippedOfBoth() {
		return this.ended.stream().filter((part) -> !part.isOfOneEvent()).mapToLong(Part::skipped).sum();
	}

	/**
	 * Reads the samples, and says what is missing between them.
	 * @param samples where they go
	 * @throws IOException if they cannot be read
	 * @throws ProfilingException.Unavailable if there are none, with the reason
	 */
	void read(ExecutionSamples samples) throws IOException {
		if (this.ended.isEmpty()) {
			throw new ProfilingException.Unavailable(this.loss);
		}
		for (Part part : this.ended) {
			samples.add(part.file().path(), part.from().offset(), part.to().offset(), part.intervalNanos(this.event));
		}
		if (isCutShort()) {
			samples.comment(this.loss);
		}
		if (this.missingNanos > 0) {
			samples.comment(MISSING.formatted(TimeUnit.NANOSECONDS.toMillis(this.missingNanos) + 1));
		}
		long skippedOfBoth = skippedOfBoth();
		if (skippedOfBoth > 0) {
			samples.comment(SKIPPED.formatted(skippedOfBoth));
		}
	}

	/** Gives up the files. */
	@Override
	public void close() {
		releaseBegin();
		this.ended.forEach((part) -> part.file().release());
		this.ended.clear();
	}

	private void releaseBegin() {
		if (this.begin != null) {
			this.begin.file().release();
			this.begin = null;
		}
	}

	/**
	 * Some chunks of a file, with a share in the file.
	 *
	 * @param from where the first chunk begins
	 * @param to where the last chunk ends
	 */
	private record Part(Session.Position from, Session.Position to) {

		SessionFile file() {
			return this.from.file();
		}

		long bytes() {
			return this.to.offset() - this.from.offset();
		}

		/** What a sample is worth. */
		long intervalNanos(SampledEvent event) {
			return this.from.intervals().of(event);
		}

		boolean isOfOneEvent() {
			return this.from.intervals().areOfOneEvent();
		}

		/** Zero where it is not known, because something else has ended the session. */
		long skipped() {
			return Math.max(0, this.to.skipped() - this.from.skipped());
		}

	}

}
