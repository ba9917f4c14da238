/**
 * Everything that comes from JDK Flight Recorder. Waits and started threads are summed
 * from a stream of events (start at {@link dev.pprof4j.source.jfr.JfrEventSource}): they
 * have no other source, except that the native agent times the waits of virtual threads
 * for monitors. CPU time, heap and allocations come from here where the better sources
 * are not available. Whole recordings are passed on as they are.
 */
@NullMarked
package dev.pprof4j.source.jfr;

import org.jspecify.annotations.NullMarked;
