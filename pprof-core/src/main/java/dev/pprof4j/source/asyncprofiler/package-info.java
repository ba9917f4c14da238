/**
 * Samples from async-profiler, in process. {@code AsyncProfilerLibrary} loads it.
 * {@code AsyncProfilerSource} opens a {@code SharedWindow} in the one
 * {@code SharedSession}, whose {@code Sessions} follow each other. A {@code Session}
 * writes a {@code SessionFile} and is cut into chunks where windows begin and end.
 * {@code ExecutionSamples} turns the chunks of a window, its {@code WindowParts}, into a
 * profile: it counts the samples ({@code SampleCounts}) of the stacks
 * ({@code ChunkStacks}) and threads ({@code ChunkThreads}) in each {@code Chunk}. No text
 * from outside reaches a native command: see {@code AsyncProfilerCommand}.
 */
@NullMarked
package dev.pprof4j.source.asyncprofiler;

import org.jspecify.annotations.NullMarked;
