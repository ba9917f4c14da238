package dev.pprof4j.source.asyncprofiler.chunk;

/**
 * A method of a chunk. Each component is empty where it is not known.
 *
 * @param owner its class, as the JVM writes it; for native code the library
 * @param name its name
 * @param descriptor its parameters and return type, as in a class file
 */
public record ChunkMethod(String owner, String name, String descriptor) {

}
