/**
 * Gives access to package-private classes of the library.
 */
@NullMarked
package dev.pprof4j.source.asyncprofiler;

import org.jspecify.annotations.NullMarked;
