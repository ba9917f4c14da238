/**
 * The native agent, one per process. It samples allocations, walks the stacks of threads,
 * times how long virtual threads wait for monitors, and keeps the clocks of threads that
 * end. Start at {@link dev.pprof4j.source.agent.AgentLibrary}. Sources build on the
 * agent, which knows none of them.
 */
@NullMarked
package dev.pprof4j.source.agent;

import org.jspecify.annotations.NullMarked;
