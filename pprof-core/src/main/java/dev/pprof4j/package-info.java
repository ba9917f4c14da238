/**
 * Go's {@code runtime/pprof} for the JVM. {@link dev.pprof4j.Profiler} takes profiles: it
 * finds the source for a kind, waits for the window to end, and enforces the limits. The
 * flow is {@code Profiler -> source -> profile}, and {@code encode} turns a profile into
 * bytes.
 */
@NullMarked
package dev.pprof4j;

import org.jspecify.annotations.NullMarked;
