package dev.pprof4j;

import java.util.ArrayList;
import java.util.List;

import dev.pprof4j.label.ProfilingLabels;
import dev.pprof4j.test.RouteWork;
import dev.pprof4j.test.VirtualThread;

/**
 * Requests to three routes that do {@link RouteWork}. Each route has a method of its own,
 * which shows whether a sample has the right label.
 */
final class LabelledLoad {

	static final String[] ROUTES = { "/first", "/second", "/third" };

	private static final int THREADS = 12;

	static volatile long sink;

	private final RouteWork work = new RouteWork();

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean running = true;

	/** Starts the load. */
	LabelledLoad(boolean virtual) {
		for (int i = 0; i < THREADS; i++) {
			this.threads.add(virtual ? VirtualThread.start(this::work) : startPlatform(this::work));
		}
	}

	private static Thread startPlatform(Runnable task) {
		Thread thread = new Thread(task);
		thread.start();
		return thread;
	}

	/** Ends the load. */
	void stop() throws InterruptedException {
		this.running = false;
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	/** The work that the requests have done. */
	RouteWork requests() {
		return this.work;
	}

	private void work() {
		while (this.running) {
			ProfilingLabels.of("route", ROUTES[0]).run(this::first);
			ProfilingLabels.of("route", ROUTES[1]).run(this::second);
			ProfilingLabels.of("route", ROUTES[2]).run(this::third);
		}
	}

	private void first() {
		this.work.request(0);
	}

	private void second() {
		this.work.request(1);
	}

	private void third() {
		this.work.request(2);
	}

}
