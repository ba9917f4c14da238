package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

/**
 * Events of one type that are execution samples. Not thread-safe.
 */
final class SampleEvents {

	private final long typeId;

	private final Layout layout;

	/** The fields of the last event read. */
	private final long[] numbers;

	private final int time;

	private final int thread;

	private final int state;

	private final int stack;

	/**
	 * The index of the field with the number of samples; negative where each event is one
	 * sample.
	 */
	private final int samples;

	private SampleEvents(long typeId, Layout layout, int samples) throws IOException {
		this.typeId = typeId;
		this.layout = layout;
		this.numbers = new long[layout.size()];
		this.time = layout.require("startTime", Field.Encoding.NUMBER);
		this.thread = layout.require("sampledThread", Field.Encoding.NUMBER);
		this.state = layout.require("state", Field.Encoding.NUMBER);
		this.stack = layout.require("stackTrace", Field.Encoding.NUMBER);
		this.samples = samples;
	}

	/** Events that are one sample each. */
	static SampleEvents ofOne(Metadata metadata, String type) throws IOException {
		return new SampleEvents(metadata.id(type), metadata.layout(type), -1);
	}

	/** Events that say how many samples they are. */
	static SampleEvents ofSome(Metadata metadata, String type) throws IOException {
		Layout layout = metadata.layout(type);
		return new SampleEvents(metadata.id(type), layout, layout.require("samples", Field.Encoding.NUMBER));
	}

	boolean isOf(long otherId) {
		return this.typeId == otherId;
	}

	/** Reads an event from after its type. */
	void visit(Input input, SampleVisitor visitor) throws IOException {
		this.layout.read(input, this.numbers, null);
		visitor.visit(this.numbers[this.time], identifier(this.thread), identifier(this.state), identifier(this.stack),
				(this.samples >= 0) ? identifier(this.samples) : 1);
	}

	private int identifier(int field) throws IOException {
		return Input.identifier(this.numbers[field]);
	}

}
