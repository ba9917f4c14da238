/**
 * A program that profiles itself, as shown in docs/library.md.
 */
@NullMarked
package example;

import org.jspecify.annotations.NullMarked;
