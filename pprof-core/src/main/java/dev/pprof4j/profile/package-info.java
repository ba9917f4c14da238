/**
 * The model: a finished {@link dev.pprof4j.profile.Profile} and the builder that sums
 * samples into one. It is the only thing that crosses from the sources of samples to the
 * formats, and knows neither.
 */
@NullMarked
package dev.pprof4j.profile;

import org.jspecify.annotations.NullMarked;
