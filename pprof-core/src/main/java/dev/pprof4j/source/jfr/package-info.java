/**
 * What JDK Flight Recorder tells, for where the better sources cannot be had. Start at
 * {@link dev.pprof4j.source.jfr.JfrHeapSource}.
 */
@NullMarked
package dev.pprof4j.source.jfr;

import org.jspecify.annotations.NullMarked;
