package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

/**
 * The events of one type that are execution samples. Not thread-safe.
 */
final class SampleEvents {

	private final long typeId;

	private final Layout layout;

	/** Of the event that was read last. */
	private final long[] numbers;

	private final int time;

	private final int thread;

	private final int state;

	private final int stack;

	/** {@link Layout#NONE} where each event is one sample. */
	private final int samples;

	SampleEvents(long typeId, Layout layout) throws IOException {
		this.typeId = typeId;
		this.layout = layout;
		this.numbers = new long[layout.size()];
		this.time = layout.require("startTime", Field.Encoding.NUMBER);
		this.thread = layout.require("sampledThread", Field.Encoding.NUMBER);
		this.state = layout.require("state", Field.Encoding.NUMBER);
		this.stack = layout.require("stackTrace", Field.Encoding.NUMBER);
		this.samples = layout.indexOf("samples", Field.Encoding.NUMBER);
	}

	boolean isOf(long otherId) {
		return this.typeId == otherId;
	}

	/** Reads an event, behind its type. */
	void tell(Input input, SampleVisitor visitor) throws IOException {
		this.layout.read(input, this.numbers, null);
		visitor.visit(this.numbers[this.time], (int) this.numbers[this.thread], (int) this.numbers[this.state],
				(int) this.numbers[this.stack], (this.samples != Layout.NONE) ? this.numbers[this.samples] : 1);
	}

}
