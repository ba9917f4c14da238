/**
 * Names for what the JVM reports: stable class names and real source files. Used by every
 * source of samples; knows none of them.
 */
@NullMarked
package dev.pprof4j.symbol;

import org.jspecify.annotations.NullMarked;
