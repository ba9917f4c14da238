package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

/**
 * The stacks of a chunk, by identifier. They make up most of the chunk, so only their
 * positions in the file are kept in memory. Not thread-safe.
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

	/** Fills a stack with its frames, with none if it is not known. */
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
