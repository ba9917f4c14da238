/**
 * Go's {@code net/http/pprof} as an actuator endpoint: a thin adapter from a request to
 * the {@code Profiler} and back. {@link dev.pprof4j.actuate.PprofEndpoint} is the entry,
 * {@code ProfileQuery} the only place that knows what parameters mean. Knows no source of
 * samples.
 */
@NullMarked
package dev.pprof4j.actuate;

import org.jspecify.annotations.NullMarked;
