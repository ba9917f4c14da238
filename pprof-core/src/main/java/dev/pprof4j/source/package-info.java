/**
 * What a source of samples is: a {@link dev.pprof4j.source.WindowSource} starts a
 * {@link dev.pprof4j.source.Recording}, which ends in a profile. Sources know nothing of
 * formats, of HTTP, or of who waits.
 */
@NullMarked
package dev.pprof4j.source;

import org.jspecify.annotations.NullMarked;
