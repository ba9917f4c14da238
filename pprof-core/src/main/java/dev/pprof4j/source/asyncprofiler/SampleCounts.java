package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;

import dev.pprof4j.source.asyncprofiler.chunk.LongTable;

/**
 * How many samples there are of each stack and thread of a chunk. A recording may have
 * millions of samples of a few thousand stacks. Used for one chunk; not thread-safe.
 */
final class SampleCounts {

	/** By a key, which is a stack and a thread. */
	private final LongTable counts = new LongTable();

	/**
	 * Counts samples.
	 * @param stack their stack
	 * @param thread their thread
	 * @param count how many, if any
	 */
	void add(int stack, int thread, long count) {
		if (count > 0) {
			this.counts.add((long) stack << Integer.SIZE | (thread & 0xffff_ffffL), count);
		}
	}

	/** Tells all of them, by stack and thread. */
	void forEach(Visitor visitor) throws IOException {
		for (long key : this.counts.sortedKeys()) {
			visitor.visit((int) (key >>> Integer.SIZE), thread(key), this.counts.get(key));
		}
	}

	/** Tells how many each thread has. */
	void forEachThread(ThreadVisitor visitor) {
		LongTable threads = new LongTable();
		this.counts.forEach((key, count) -> threads.add(thread(key), count));
		threads.forEach((thread, count) -> visitor.visit(thread(thread), count));
	}

	private static int thread(long key) {
		return (int) key;
	}

	/** Is told the samples of a thread. */
	interface ThreadVisitor {

		void visit(int thread, long count);

	}

	/** Is told the samples of a stack and a thread. */
	interface Visitor {

		void visit(int stack, int thread, long count) throws IOException;

	}

}
