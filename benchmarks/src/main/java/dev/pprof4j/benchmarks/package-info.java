/**
 * Harnesses, each with a {@code main} method. What is compared runs side by side in one
 * run, round by round, so that the ratios are meaningful on a noisy machine. JMH would
 * give each variant a JVM and a minute of its own.
 */
@NullMarked
package dev.pprof4j.benchmarks;

import org.jspecify.annotations.NullMarked;
