package dev.pprof4j;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that each use a few milliseconds of CPU time a second, by their own clocks.
 */
final class LittleWork {

	private static final ThreadMXBean CLOCKS = ManagementFactory.getThreadMXBean();

	static volatile long sink;

	private final int threads;

	private final Duration inASecond;

	private final AtomicLong nanos = new AtomicLong();

	LittleWork(int threads, Duration inASecond) {
		this.threads = threads;
		this.inASecond = inASecond;
	}

	void runFor(Duration length) throws InterruptedException {
		long end = System.nanoTime() + length.toNanos();
		List<Thread> all = new ArrayList<>();
		for (int i = 0; i < this.threads; i++) {
			Thread thread = new Thread(() -> run(end), "little-" + i);
			thread.start();
			all.add(thread);
		}
		for (Thread thread : all) {
			thread.join();
		}
	}

	long nanos() {
		return this.nanos.get();
	}

	private void run(long end) {
		long start = CLOCKS.getCurrentThreadCpuTime();
		while (System.nanoTime() < end) {
			work(this.inASecond.toNanos() / 10);
			try {
				Thread.sleep(95);
			}
			catch (InterruptedException ex) {
				return;
			}
		}
		this.nanos.addAndGet(CLOCKS.getCurrentThreadCpuTime() - start);
	}

	private static void work(long nanos) {
		long start = CLOCKS.getCurrentThreadCpuTime();
		long x = sink;
		while (CLOCKS.getCurrentThreadCpuTime() - start < nanos) {
			for (int i = 0; i < 60_000; i++) {
				x = x * 31 + i;
			}
		}
		sink = x;
	}

}
