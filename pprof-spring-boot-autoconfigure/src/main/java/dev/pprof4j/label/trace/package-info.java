/**
 * Labels for traces, matched to samples by the time at which threads work on them.
 */
@NullMarked
package dev.pprof4j.label.trace;

import org.jspecify.annotations.NullMarked;
