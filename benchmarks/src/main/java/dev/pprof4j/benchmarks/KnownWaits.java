package dev.pprof4j.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import dev.pprof4j.label.ProfilingLabels;

/**
 * Threads that wait for monitors and locks that others hold for a known time, and how
 * long they have waited by the clock. The name of each is the name of its thread and the
 * value of the label {@code waiter}. Lives for one round.
 */
final class KnownWaits {

	private static final int[] MILLIS = { 5, 15, 30 };

	private final List<Waiter> waiters = new ArrayList<>();

	private volatile boolean ended;

	KnownWaits() {
		for (int millis : MILLIS) {
			Object monitor = new Object();
			this.waiters.add(new Waiter("monitor, " + millis + " ms", millis, (body) -> {
				synchronized (monitor) {
					body.run();
				}
			}));
			ReentrantLock lock = new ReentrantLock();
			this.waiters.add(new Waiter("lock, " + millis + " ms", millis, (body) -> {
				lock.lock();
				try {
					body.run();
				}
				finally {
					lock.unlock();
				}
			}));
		}
	}

	/** Returns when all threads have ended. */
	void run(long seconds) throws InterruptedException {
		this.waiters.forEach(Waiter::start);
		Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
		this.ended = true;
		for (Waiter waiter : this.waiters) {
			waiter.join();
		}
	}

	/** How long each has waited, by its name. To be called after the run. */
	Map<String, Long> nanos() {
		Map<String, Long> nanos = new LinkedHashMap<>();
		this.waiters.forEach((waiter) -> nanos.put(waiter.name, waiter.nanos));
		return nanos;
	}

	/**
	 * Runs something while holding a lock.
	 */
	private interface Lock {

		void with(Runnable body);

	}

	/**
	 * A thread that requests a lock each time another thread has just acquired it, and
	 * that other thread.
	 */
	private final class Waiter {

		private final String name;

		private final long holdNanos;

		private final Lock lock;

		private final Thread waiter;

		private final Thread holder;

		private volatile boolean held;

		/** Read when the thread has ended. */
		private long nanos;

		Waiter(String name, int millis, Lock lock) {
			this.name = name;
			this.holdNanos = TimeUnit.MILLISECONDS.toNanos(millis);
			this.lock = lock;
			ProfilingLabels label = ProfilingLabels.of("waiter", name);
			this.waiter = new Thread(() -> await(label), name);
			this.holder = new Thread(this::hold, "holder");
		}

		void start() {
			this.waiter.start();
			this.holder.start();
		}

		void join() throws InterruptedException {
			this.holder.join();
			this.waiter.join();
		}

		private void hold() {
			while (!KnownWaits.this.ended) {
				this.lock.with(() -> {
					this.held = true;
					LockSupport.unpark(this.waiter);
					sleep(this.holdNanos);
				});
				while (this.held && !KnownWaits.this.ended) {
					sleep(1_000_000);
				}
			}
			this.held = true;
			LockSupport.unpark(this.waiter);
		}

		private void await(ProfilingLabels label) {
			while (!KnownWaits.this.ended) {
				while (!this.held) {
					LockSupport.park();
				}
				label.run(() -> {
					long start = System.nanoTime();
					this.lock.with(() -> this.nanos += System.nanoTime() - start);
				});
				this.held = false;
			}
		}

		private static void sleep(long nanos) {
			try {
				TimeUnit.NANOSECONDS.sleep(nanos);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
