/**
 * An application in the shapes that applications have, started in class loaders of its
 * own: with the starter and without, with Spring Security and without. No class here
 * knows the starter.
 */
@NullMarked
package dev.pprof4j.matrix;

import org.jspecify.annotations.NullMarked;
