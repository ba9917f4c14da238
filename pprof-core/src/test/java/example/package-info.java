/**
 * A program that profiles itself, as docs/library.md shows it.
 */
@NullMarked
package example;

import org.jspecify.annotations.NullMarked;
