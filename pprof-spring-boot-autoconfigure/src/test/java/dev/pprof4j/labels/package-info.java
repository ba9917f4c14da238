/**
 * Tests for the labels of requests and tasks: not below {@code dev.pprof4j.label}, whose
 * frames are not shown.
 */
@NullMarked
package dev.pprof4j.labels;

import org.jspecify.annotations.NullMarked;
