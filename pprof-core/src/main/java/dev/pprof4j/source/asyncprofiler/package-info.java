/**
 * Samples from async-profiler, in process. {@code AsyncProfilerLibrary} loads it;
 * {@code AsyncProfilerSource} opens a {@code SharedWindow} in the one
 * {@code SharedSession}, whose {@code Sessions} follow each other. A {@code Session}
 * writes a {@code SessionFile} and is cut into chunks where windows begin and end;
 * {@code ExecutionSamples} reads the chunks of a window, its {@code WindowParts}, into a
 * profile, by {@code SampleCounts} of its {@code JfrStacks} and {@code JfrThreads}. No
 * text from outside reaches a native command: see {@code AsyncProfilerCommand}.
 */
@NullMarked
package dev.pprof4j.source.asyncprofiler;

import org.jspecify.annotations.NullMarked;
