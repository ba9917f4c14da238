/**
 * What JDK Flight Recorder tells: waits and started threads, which nobody else does,
 * summed up from a stream of events (start at
 * {@link dev.pprof4j.source.jfr.JfrEventSource}); CPU time, heap and allocations where
 * the better sources cannot be had; and recordings as they are.
 */
@NullMarked
package dev.pprof4j.source.jfr;

import org.jspecify.annotations.NullMarked;
