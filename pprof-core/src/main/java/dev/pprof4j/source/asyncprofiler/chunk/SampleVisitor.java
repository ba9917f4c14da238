package dev.pprof4j.source.asyncprofiler.chunk;

/**
 * Is told the execution samples of a chunk. The numbers mean something within that chunk
 * only.
 */
@FunctionalInterface
public interface SampleVisitor {

	/**
	 * Some samples, one mostly.
	 * @param ticks when they were taken, by the chunk's clock
	 * @param thread of which thread
	 * @param state the state of the thread
	 * @param stack where it was
	 * @param count how many
	 */
	void visit(long ticks, int thread, int state, int stack, long count);

}
