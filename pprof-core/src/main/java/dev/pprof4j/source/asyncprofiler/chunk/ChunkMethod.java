package dev.pprof4j.source.asyncprofiler.chunk;

/**
 * A method of a chunk; each of these is empty where it is not known.
 *
 * @param owner its class, as the JVM writes it; of native code the library
 * @param name what it is called
 * @param descriptor its parameters and what it returns, as in a class file
 */
public record ChunkMethod(String owner, String name, String descriptor) {

}
