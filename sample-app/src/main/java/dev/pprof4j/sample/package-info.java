/**
 * The slow server of every profiling tutorial: each page does one thing, in a method that
 * shows up in the profile of that thing.
 */
@NullMarked
package dev.pprof4j.sample;

import org.jspecify.annotations.NullMarked;
