/**
 * Samples from async-profiler, in process. {@code AsyncProfilerLibrary} loads it,
 * {@code CpuSource} starts a {@code CpuRecording} into a file, {@code ExecutionSamples}
 * reads the file into a profile. No text from outside reaches a native command: see
 * {@code AsyncProfilerCommand}.
 */
@NullMarked
package dev.pprof4j.source.asyncprofiler;

import org.jspecify.annotations.NullMarked;
