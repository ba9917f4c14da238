/**
 * All live threads, platform and virtual, by stack. The native agent looks at them one by
 * one; without the agent, the JDK's own dumps are read. Start at
 * {@link dev.pprof4j.source.thread.ThreadSource}.
 */
@NullMarked
package dev.pprof4j.source.thread;

import org.jspecify.annotations.NullMarked;
