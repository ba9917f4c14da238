package dev.pprof4j.source;

/**
 * What the heap sampler holds now.
 *
 * @param records stacks, classes and sizes that are told apart
 * @param live sampled objects that have not been seen dead
 * @param memoryBytes native memory in use, in bytes, without the weak references, which
 * are the JVM's
 */
public record HeapFigures(long records, long live, long memoryBytes) {

}
