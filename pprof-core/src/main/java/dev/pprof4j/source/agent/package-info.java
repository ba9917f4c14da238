/**
 * The native agent, of which there is one in a process: it samples allocations, walks the
 * stacks of threads, times what virtual threads wait for monitors, and keeps the clocks
 * of threads that end. Start at {@link dev.pprof4j.source.agent.AgentLibrary}; sources
 * build on it, and it knows none of them.
 */
@NullMarked
package dev.pprof4j.source.agent;

import org.jspecify.annotations.NullMarked;
