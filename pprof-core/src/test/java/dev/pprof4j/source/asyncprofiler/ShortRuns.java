package dev.pprof4j.source.asyncprofiler;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that never run for long: 300 microseconds, then a rest of two milliseconds. A
 * thread's clock ends with it, so they are left alive until this is closed.
 */
final class ShortRuns implements AutoCloseable {

	private static final long RUN_NANOS = TimeUnit.MICROSECONDS.toNanos(300);

	private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static volatile long sink;

	private final CountDownLatch closed = new CountDownLatch(1);

	private final CountDownLatch worked;

	private final AtomicLongArray nanos;

	/**
	 * Starts them.
	 * @param name what their names begin with, before their numbers
	 * @param count how many
	 */
	ShortRuns(String name, int count) {
		this.worked = new CountDownLatch(count);
		this.nanos = new AtomicLongArray(count);
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
		for (int i = 0; i < count; i++) {
			int index = i;
			new Thread(() -> run(index, end), name + "-" + i).start();
		}
	}

	private void run(int index, long end) {
		while (System.nanoTime() < end) {
			long rest = System.nanoTime() + RUN_NANOS;
			while (System.nanoTime() < rest) {
				sink = sink * 31 + index;
			}
			LockSupport.parkNanos(REST_NANOS);
		}
		this.nanos.set(index, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
		this.worked.countDown();
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	void await() throws InterruptedException {
		this.worked.await();
	}

	/** The CPU time that one of them has used, by its own clock. */
	long nanos(int index) {
		return this.nanos.get(index);
	}

	@Override
	public void close() {
		this.closed.countDown();
	}

}
