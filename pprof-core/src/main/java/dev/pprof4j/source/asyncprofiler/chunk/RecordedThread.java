package dev.pprof4j.source.asyncprofiler.chunk;

/**
 * A thread of a recording.
 *
 * @param name what it is called
 * @param javaId its identifier in Java; 0 for native threads, the JVM's own among them
 */
public record RecordedThread(String name, long javaId) {

}
