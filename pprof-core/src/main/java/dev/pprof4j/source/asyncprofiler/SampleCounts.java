package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;

import dev.pprof4j.source.asyncprofiler.chunk.LongTable;

/**
 * The number of samples for each stack and thread of a chunk. A recording may have
 * millions of samples of a few thousand stacks. Used for one chunk; not thread-safe.
 */
final class SampleCounts {

	/** By a key that combines a stack and a thread. */
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

	/** Visits all counts, by stack and thread. */
	void forEach(Visitor visitor) throws IOException {
		for (long key : this.counts.sortedKeys()) {
			visitor.visit((int) (key >>> Integer.SIZE), thread(key), this.counts.get(key));
		}
	}

	/** Visits the total of each thread. */
	void forEachThread(ThreadVisitor visitor) {
		LongTable threads = new LongTable();
		this.counts.forEach((key, count) -> threads.add(thread(key), count));
		threads.forEach((thread, count) -> visitor.visit(thread(thread), count));
	}

	private static int thread(long key) {
		return (int) key;
	}

	/** Receives the number of samples of a thread. */
	interface ThreadVisitor {

		void visit(int thread, long count);

	}

	/** Receives the number of samples of a stack and a thread. */
	interface Visitor {

		void visit(int stack, int thread, long count) throws IOException;

	}

}
