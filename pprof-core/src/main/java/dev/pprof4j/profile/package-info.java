/**
 * The model: a finished {@link dev.pprof4j.profile.Profile} and the builder that sums
 * samples into one. Nothing else passes from the sources of samples to the formats, and
 * the model depends on neither.
 */
@NullMarked
package dev.pprof4j.profile;

import org.jspecify.annotations.NullMarked;
