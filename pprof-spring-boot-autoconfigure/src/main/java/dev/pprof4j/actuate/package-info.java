/**
 * Go's {@code net/http/pprof} as an actuator endpoint: a thin adapter from a request to
 * the {@code Profiler} and back. {@link dev.pprof4j.actuate.PprofEndpoint} is the entry
 * point, {@code PprofParameters} reads the parameters of a request, and
 * {@code ProfileQuery} interprets them for a profile. The package does not depend on any
 * source of samples.
 */
@NullMarked
package dev.pprof4j.actuate;

import org.jspecify.annotations.NullMarked;
