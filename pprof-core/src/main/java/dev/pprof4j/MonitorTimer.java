package dev.pprof4j;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.agent.ContendedMonitors;
import dev.pprof4j.source.agent.ContendedMonitors.Contentions;
import org.jspecify.annotations.Nullable;

/**
 * The timer of virtual threads' waits for monitors, which knows whether it is running
 * and, if not, why. Safe to share between threads.
 */
final class MonitorTimer implements AutoCloseable {

	private final EventOptions.Mutex options;

	private final AgentLibrary agent;

	/** Volatile, so that the thread that handles events need not wait for a start. */
	private volatile @Nullable ContendedMonitors monitors;

	private String failure = "";

	private boolean closed;

	MonitorTimer(EventOptions.Mutex options, AgentLibrary agent) {
		this.options = options;
		this.agent = agent;
	}

	/**
	 * Starts it if it is enabled and not running. If it cannot start, {@link #failure}
	 * says why.
	 */
	synchronized void start() {
		if (this.monitors != null || this.closed) {
			return;
		}
		if (!this.options.virtualThreads()) {
			this.failure = "pprof.mutex.virtual-threads=false";
			return;
		}
		try {
			this.monitors = ContendedMonitors.start(this.agent, this.options.threshold(), this.options.maxStacks());
			this.failure = "";
		}
		catch (ProfilingException.Unavailable ex) {
			this.failure = String.valueOf(ex.getMessage());
		}
	}

	boolean isRunning() {
		return this.monitors != null;
	}

	/**
	 * Why the last attempt to start it failed; empty if it is running or there was no
	 * attempt.
	 */
	synchronized String failure() {
		return this.failure;
	}

	/** Returns what has been timed since the start. */
	synchronized Contentions read() {
		ContendedMonitors running = this.monitors;
		return (running != null) ? running.read() : Contentions.NONE;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		ContendedMonitors running = this.monitors;
		this.monitors = null;
		if (running != null) {
			running.close();
		}
	}

}
