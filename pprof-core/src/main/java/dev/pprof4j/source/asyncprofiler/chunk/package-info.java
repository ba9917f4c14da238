/**
 * Chunks of JFR files, as far as async-profiler writes them. A {@code ChunkHeader} says
 * where a chunk's {@code Metadata} and its {@code ConstantPools} are; the metadata
 * describe the {@code Layout} of everything else. A {@code Chunk} provides its samples
 * and what they refer to. Stacks make up most of a chunk, so only their positions are
 * kept in memory.
 */
@NullMarked
package dev.pprof4j.source.asyncprofiler.chunk;

import org.jspecify.annotations.NullMarked;
