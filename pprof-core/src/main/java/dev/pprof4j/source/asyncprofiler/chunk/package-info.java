/**
 * Chunks of JFR, as far as async-profiler writes them. A {@code ChunkHeader} says where a
 * chunk's {@code Metadata} are, which describe the {@code Layout} of everything else, and
 * its {@code ConstantPools}. A {@code Chunk} tells its samples and what they refer to; of
 * its stacks, which make up most of it, only their positions are in memory.
 */
@NullMarked
package dev.pprof4j.source.asyncprofiler.chunk;

import org.jspecify.annotations.NullMarked;
