/**
 * An application in the variants that occur in practice: with and without the starter,
 * with and without Spring Security. Each is started in its own class loader. None of its
 * classes knows the starter.
 */
@NullMarked
package dev.pprof4j.matrix;

import org.jspecify.annotations.NullMarked;
