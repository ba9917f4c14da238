package dev.pprof4j.autoconfigure;

import dev.pprof4j.Profiler;

import org.springframework.context.SmartLifecycle;

/**
 * Begins to count when the application has started, and ends the windows in progress when
 * it stops, before its servers wait for requests to end.
 */
final class PprofLifecycle implements SmartLifecycle {

	private final Profiler profiler;

	private volatile boolean running;

	PprofLifecycle(Profiler profiler) {
		this.profiler = profiler;
	}

	@Override
	public void start() {
		this.profiler.start();
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.profiler.stop();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
