/**
 * Labels that a program sets itself, carried on the stack, so that every profile has
 * them. Profiles leave out all frames of this package and its subpackages.
 */
@NullMarked
package dev.pprof4j.label;

import org.jspecify.annotations.NullMarked;
