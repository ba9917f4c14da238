package dev.pprof4j.autoconfigure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.Profiler;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.DaemonThread;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Starts counting. When the application starts, it begins to count the heap, which costs
 * nothing at that point, and to keep past CPU time if that is enabled. When the
 * application is ready, it begins everything else, on a separate thread. Ends the windows
 * in progress when the application stops, before its servers wait for requests to end.
 */
final class PprofLifecycle implements SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(PprofLifecycle.class);

	/** The longest wait for the start, which takes a fraction of it. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Profiler profiler;

	private final @Nullable ExitDump exitDump;

	private final boolean enabled;

	private boolean running;

	private boolean ready;

	private @Nullable Thread starter;

	PprofLifecycle(Profiler profiler, @Nullable ExitDump exitDump, boolean enabled) {
		this.profiler = profiler;
		this.exitDump = exitDump;
		this.enabled = enabled;
	}

	@Override
	public synchronized void start() {
		if (!this.enabled) { // this bean may have been chosen by ahead-of-time processing
			return;
		}
		this.profiler.start(ProfileKind.HEAP, ProfileKind.ALLOCS, ProfileKind.CPU);
		this.running = true;
		if (this.ready) {
			startAll();
		}
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		this.ready = true;
		if (this.running) {
			startAll();
		}
	}

	private void startAll() {
		try {
			this.starter = DaemonThread.start("pprof-start", this.profiler::start);
		}
		catch (OutOfMemoryError ex) { // no thread can be created
			logger.warn("Counting could not start: it starts with the first request", ex);
		}
	}

	/**
	 * Waits for a start in progress, which would otherwise start sources again after the
	 * end.
	 */
	@Override
	public synchronized void stop() {
		this.running = false;
		if (this.exitDump != null) {
			this.exitDump.release();
		}
		try {
			if (this.starter != null) {
				TimeUnit.NANOSECONDS.timedJoin(this.starter, PATIENCE.toNanos());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.profiler.stop();
		if (this.exitDump != null) {
			this.exitDump.write(this.profiler);
		}
	}

	/** What is counted must not be interrupted while a context of tests is not in use. */
	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

}
