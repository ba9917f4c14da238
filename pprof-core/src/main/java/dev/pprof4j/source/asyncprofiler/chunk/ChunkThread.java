package dev.pprof4j.source.asyncprofiler.chunk;

/**
 * A thread of a chunk.
 *
 * @param name its name
 * @param javaId its identifier in Java; 0 for native threads, including the JVM's own
 */
public record ChunkThread(String name, long javaId) {

}
