package dev.pprof4j.source.asyncprofiler.chunk;

/**
 * Receives the execution samples of a chunk. The numbers have a meaning only within that
 * chunk.
 */
@FunctionalInterface
public interface SampleVisitor {

	/**
	 * Receives some samples, usually one.
	 * @param ticks when they were taken, by the chunk's clock
	 * @param thread their thread
	 * @param state the state of the thread
	 * @param stack the stack of the thread
	 * @param count how many
	 */
	void visit(long ticks, int thread, int state, int stack, long count);

}
