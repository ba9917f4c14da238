package dev.pprof4j.source.asyncprofiler;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that never run for long: 300 microseconds, then a rest of two milliseconds,
 * until each has used 300 milliseconds. They stay alive until this is closed.
 */
final class ShortRuns implements AutoCloseable {

	private static final long RUN_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

	private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final long ALL_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

	private static final ThreadMXBean CLOCKS = ManagementFactory.getThreadMXBean();

	private static volatile long sink;

	private final CountDownLatch closed = new CountDownLatch(1);

	private final CountDownLatch worked;

	private final AtomicLongArray nanos;

	private final List<Thread> threads = new ArrayList<>();

	/**
	 * Starts the threads.
	 * @param name the prefix of their names, before the number
	 * @param count how many
	 */
	ShortRuns(String name, int count) {
		this.worked = new CountDownLatch(count);
		this.nanos = new AtomicLongArray(count);
		for (int i = 0; i < count; i++) {
			int index = i;
			Thread thread = new Thread(() -> run(index), name + "-" + i);
			this.threads.add(thread);
			thread.start();
		}
	}

	private void run(int index) {
		while (CLOCKS.getCurrentThreadCpuTime() < ALL_NANOS) {
			long end = System.nanoTime() + RUN_NANOS;
			while (System.nanoTime() < end) {
				sink = sink * 31 + index;
			}
			LockSupport.parkNanos(REST_NANOS);
		}
		this.worked.countDown();
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.nanos.set(index, CLOCKS.getCurrentThreadCpuTime());
	}

	void await() throws InterruptedException {
		this.worked.await();
	}

	/**
	 * The CPU time that a thread has used until now, or until its end, by its own clock.
	 */
	long nanos(int index) {
		long now = CLOCKS.getThreadCpuTime(this.threads.get(index).getId());
		return (now >= 0) ? now : this.nanos.get(index);
	}

	/** Lets the threads end, and returns when they are gone. */
	void end() throws InterruptedException {
		close();
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
	}

}
