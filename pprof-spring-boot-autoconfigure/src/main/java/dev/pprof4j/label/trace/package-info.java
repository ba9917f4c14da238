/**
 * Labels for traces, by the time that threads work at them.
 */
@NullMarked
package dev.pprof4j.label.trace;

import org.jspecify.annotations.NullMarked;
