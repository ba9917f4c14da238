package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

/**
 * The last frame read from a stack. Not thread-safe.
 */
final class StackFrame {

	private final Layout layout;

	private final long[] numbers;

	private final int method;

	private final int line;

	private final int type;

	StackFrame(Layout layout) throws IOException {
		this.layout = layout;
		this.numbers = new long[layout.size()];
		this.method = layout.require("method", Field.Encoding.NUMBER);
		this.line = layout.require("lineNumber", Field.Encoding.NUMBER);
		this.type = layout.require("type", Field.Encoding.NUMBER);
	}

	void read(Input input) throws IOException {
		this.layout.read(input, this.numbers, null);
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
