/**
 * Tests for the labels of requests and tasks. They are not below
 * {@code dev.pprof4j.label}, because profiles do not show its frames.
 */
@NullMarked
package dev.pprof4j.labels;

import org.jspecify.annotations.NullMarked;
