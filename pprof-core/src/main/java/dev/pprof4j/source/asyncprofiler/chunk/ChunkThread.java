package dev.pprof4j.source.asyncprofiler.chunk;

/**
 * A thread of a chunk.
 *
 * @param name what it is called
 * @param javaId its identifier in Java; 0 for native threads, the JVM's own among them
 */
public record ChunkThread(String name, long javaId) {

}
