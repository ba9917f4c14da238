/**
 * All live threads by stack, platform and virtual: the native agent looks at them one by
 * one, and where there is none the JDK's own dumps are read. Start at
 * {@link dev.pprof4j.source.thread.ThreadSource}.
 */
@NullMarked
package dev.pprof4j.source.thread;

import org.jspecify.annotations.NullMarked;
