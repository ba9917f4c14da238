package dev.pprof4j.source.jfr;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.test.VirtualThread;

/**
 * Threads that use CPU time below a caller, wait there, and use it again, like a request
 * that calls another service in between.
 */
final class WaitingLoad {

	static volatile long sink;

	private static final int THREADS = 20;

	private static final int ROUNDS = 200;

	private WaitingLoad() {
	}

	/** Runs the load on virtual threads, and returns when it has ended. */
	static void runOnVirtualThreads() throws InterruptedException {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			threads.add(VirtualThread.start(WaitingLoad::handleRequests));
		}
		for (Thread thread : threads) {
			thread.join();
		}
	}

	static void handleRequests() {
		for (int i = 0; i < ROUNDS; i++) {
			handleRequest();
		}
	}

	static void handleRequest() {
		before();
		pause();
		after();
	}

	/** One part of the CPU time. */
	static void before() {
		burn(200_000);
	}

	/** Three parts of the CPU time. */
	static void after() {
		burn(600_000);
	}

	private static void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(5);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void burn(int rounds) {
		long x = rounds;
		for (int i = 0; i < rounds; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		sink = x;
	}

}
