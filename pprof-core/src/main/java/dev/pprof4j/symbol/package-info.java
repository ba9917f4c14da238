/**
 * Names for what the JVM reports: stable class names and actual source files. Every
 * source of samples uses this package; it depends on none of them.
 */
@NullMarked
package dev.pprof4j.symbol;

import org.jspecify.annotations.NullMarked;
