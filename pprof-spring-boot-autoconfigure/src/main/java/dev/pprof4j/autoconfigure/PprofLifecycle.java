package dev.pprof4j.autoconfigure;

import dev.pprof4j.Profiler;
import dev.pprof4j.profile.ProfileKind;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Begins to count: the heap when the application starts, which costs nothing then, and
 * all else when it is ready. Ends the windows in progress when it stops, before its
 * servers wait for requests to end.
 */
final class PprofLifecycle implements SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {

	private final Profiler profiler;

	private volatile boolean running;

	private volatile boolean ready;

	PprofLifecycle(Profiler profiler) {
		this.profiler = profiler;
	}

	@Override
	public void start() {
		if (this.ready) {
			this.profiler.start();
		}
		else {
			this.profiler.start(ProfileKind.HEAP, ProfileKind.ALLOCS);
		}
		this.running = true;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		this.ready = true;
		this.profiler.start();
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
