/**
 * Go's {@code net/http/pprof} as an actuator endpoint: a thin adapter from a request to
 * the {@code Profiler} and back. {@link dev.pprof4j.actuate.PprofEndpoint} is the entry,
 * {@code PprofParameters} reads what is asked for, {@code ProfileQuery} knows what it
 * means for a profile. Knows no source of samples.
 */
@NullMarked
package dev.pprof4j.actuate;

import org.jspecify.annotations.NullMarked;
