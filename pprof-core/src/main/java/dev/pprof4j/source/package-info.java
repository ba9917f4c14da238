/**
 * Sources of samples: a {@link dev.pprof4j.source.WindowSource} starts a
 * {@link dev.pprof4j.source.Recording}, which ends in a profile. Sources know nothing
 * about formats, HTTP, or who is waiting for the profile.
 */
@NullMarked
package dev.pprof4j.source;

import org.jspecify.annotations.NullMarked;
