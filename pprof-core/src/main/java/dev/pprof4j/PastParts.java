package dev.pprof4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

import dev.pprof4j.source.Recording;

/**
 * The most recent parts of past CPU time, kept within limits of time and size. Guarded by
 * the monitor of its {@link ContinuousRecording}.
 */
final class PastParts implements AutoCloseable {

	private final SamplingOptions.Continuous options;

	private final LongSupplier clock;

	private final Deque<PastPart> parts = new ArrayDeque<>();

	/**
	 * Creates an empty list.
	 * @param options how much is kept
	 * @param clock in nanoseconds, from an arbitrary origin
	 */
	PastParts(SamplingOptions.Continuous options, LongSupplier clock) {
		this.options = options;
		this.clock = clock;
	}

	/** Ends a recording and keeps it, unless it is lost. */
	void keep(Recording recording) {
		boolean kept = false;
		try {
			PastPart part = new PastPart(recording, this.clock.getAsLong());
			if (part.end()) {
				this.parts.add(part);
				kept = true;
			}
		}
		finally {
			if (!kept) { // also when out of memory
				recording.close();
			}
		}
	}

	/**
	 * Drops what exceeds the limits, but never the last part, so that something is kept.
	 */
	void dropOld() {
		long tooOld = this.clock.getAsLong() - this.options.retention().toNanos();
		long bytes = this.parts.stream().mapToLong(PastPart::bytes).sum();
		while (this.parts.size() > 1
				&& (this.parts.getFirst().endNanos() - tooOld < 0 || bytes > this.options.maxBytes())) {
			PastPart oldest = this.parts.removeFirst();
			bytes -= oldest.bytes();
			oldest.close();
		}
	}

	/** The parts that ended after a time, the earliest first. */
	List<PastPart> since(long nanos) {
		return this.parts.stream().filter((part) -> part.endNanos() - nanos > 0).toList();
	}

	/** Discards all parts. A read in progress returns what it has read. */
	@Override
	public void close() {
		Closing.all(this.parts);
		this.parts.clear();
	}

}
