/**
 * Registers the endpoint, or refuses to: properties, the {@code Profiler} bean, the gate
 * that requires a management port and Spring Security, the filter chain, and the listener
 * that starts the heap sampler before there is a context, or loads async-profiler in its
 * place.
 */
@NullMarked
package dev.pprof4j.autoconfigure;

import org.jspecify.annotations.NullMarked;
