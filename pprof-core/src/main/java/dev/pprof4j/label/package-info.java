/**
 * Labels of a program's own, carried by the stack, so that every profile has them. All
 * frames of this package and those below are left out of profiles.
 */
@NullMarked
package dev.pprof4j.label;

import org.jspecify.annotations.NullMarked;
