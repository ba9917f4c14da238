/**
 * Samples from async-profiler, in process. {@code AsyncProfilerLibrary} loads it;
 * {@code AsyncProfilerSource} opens a {@code SharedWindow} in the one
 * {@code SharedSession}, whose {@code Sessions} follow each other. A {@code Session}
 * writes a {@code SessionFile} and is cut into chunks where windows begin and end;
 * {@code ExecutionSamples} makes a profile of the chunks of a window, its
 * {@code WindowParts}: of how many samples ({@code SampleCounts}) of which
 * {@code JfrStacks} and {@code JfrThreads} there are in each {@code Chunk}. No text from
 * outside reaches a native command: see {@code AsyncProfilerCommand}.
 */
@NullMarked
package dev.pprof4j.source.asyncprofiler;

import org.jspecify.annotations.NullMarked;
