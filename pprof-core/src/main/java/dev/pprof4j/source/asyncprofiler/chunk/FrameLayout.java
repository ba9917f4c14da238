package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

/**
 * How the frames of stacks are written. Not thread-safe.
 */
final class FrameLayout {

	private final Layout layout;

	/** Of the frame that was read last. */
	private final long[] numbers;

	private final int method;

	private final int line;

	private final int type;

	FrameLayout(Layout layout) throws IOException {
		this.layout = layout;
		this.numbers = new long[layout.size()];
		this.method = layout.require("method");
		this.line = layout.require("lineNumber");
		this.type = layout.require("type");
	}

	void read(Input input) throws IOException {
		this.layout.read(input, this.numbers);
	}

	long method() {
		return this.numbers[this.method];
	}

	long line() {
		return this.numbers[this.line];
	}

	long type() {
		return this.numbers[this.type];
	}

}
