/**
 * Heap and allocations, sampled by the JVM itself and counted by the native agent since
 * the sampler was started; reading never resets the counts. Start at
 * {@link dev.pprof4j.source.heap.SampledHeapSource}.
 */
@NullMarked
package dev.pprof4j.source.heap;

import org.jspecify.annotations.NullMarked;
