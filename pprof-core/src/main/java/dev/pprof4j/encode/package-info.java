/**
 * Turns a profile into bytes. {@link dev.pprof4j.encode.PprofEncoder} writes the format
 * of {@code go tool pprof}, {@link dev.pprof4j.encode.BoundedEncoder} within the limits
 * of its readers; they know the model, but not where samples come from.
 */
@NullMarked
package dev.pprof4j.encode;

import org.jspecify.annotations.NullMarked;
