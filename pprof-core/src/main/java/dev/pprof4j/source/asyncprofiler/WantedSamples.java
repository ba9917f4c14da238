package dev.pprof4j.source.asyncprofiler;

import java.util.List;

import dev.pprof4j.symbol.SourceFiles;

/**
 * What a window asks for.
 *
 * @param event what is sampled
 * @param intervalNanos the longest time between two samples of a thread
 * @param sourceFiles finds the source files of classes
 * @param comments sentences for readers of the profile
 */
record WantedSamples(SampledEvent event, long intervalNanos, SourceFiles sourceFiles, List<String> comments) {

}
