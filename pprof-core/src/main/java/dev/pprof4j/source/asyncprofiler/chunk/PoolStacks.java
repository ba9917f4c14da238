package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

/**
 * The stacks of a chunk, by their identifiers. They make up most of it, so that only
 * where they are in the file is in memory. Not thread-safe.
 */
final class PoolStacks implements ConstantPools.Pool {

	private final Layout layout;

	private final int frames;

	private final StackFrame frame;

	private final LongTable positions = new LongTable();

	PoolStacks(Layout layout) throws IOException {
		this.layout = layout;
		this.frames = layout.requireStructures("frames");
		this.frame = new StackFrame(layout.of(this.frames));
	}

	@Override
	public void read(long id, Input input) throws IOException {
		this.positions.put(id, input.position());
		this.layout.skip(input);
	}

	/** Fills a stack with frames, none if this one is not known. */
	void read(long id, Input input, StackTrace stack) throws IOException {
		long position = this.positions.get(id);
		if (position == 0) {
			stack.clear();
			return;
		}
		input.position(position);
		this.layout.skipTo(this.frames, input);
		stack.read(input, this.frame);
	}

}
