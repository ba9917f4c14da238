/**
 * Labels for the work of tasks: the method that is called, and the labels of the code
 * that submitted the task. Packages below {@code dev.pprof4j.label} are left out of
 * profiles.
 */
@NullMarked
package dev.pprof4j.label.task;

import org.jspecify.annotations.NullMarked;
