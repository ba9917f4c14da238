package dev.pprof4j.source;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;

/**
 * Threads that burn a known amount of CPU time in three methods, 60/30/10 on average and
 * jittered, so that no sampler falls into step with them. The truth is the threads' own
 * CPU clock, read around each call.
 */
public final class CpuSplit {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final File TASKS = new File("/proc/self/task");

	private static final int PATIENCE_MILLIS = 1000;

	static volatile long sink;

	private final AtomicLongArray nanosByMethod = new AtomicLongArray(3);

	private final CountDownLatch go = new CountDownLatch(1);

	private final List<Thread> threads = new ArrayList<>();

	private final AtomicLongArray nanosByThread;

	public CpuSplit(String name, int threads, long cpuNanosPerThread) {
		this.nanosByThread = new AtomicLongArray(threads);
		for (int i = 0; i < threads; i++) {
			int number = i;
			Thread thread = new Thread(() -> work(number, cpuNanosPerThread), name + "-" + i);
			thread.start();
			this.threads.add(thread);
		}
	}

	/** Lets the threads work, and returns when each has used its CPU time and is gone. */
	public void run() throws InterruptedException {
		this.go.countDown();
		awaitEnd(this.threads);
	}

	/** Waits until threads are gone, for the kernel, too. */
	public static void awaitEnd(List<Thread> threads) throws InterruptedException {
		for (Thread thread : threads) {
			thread.join();
		}
		for (int i = 0; i < PATIENCE_MILLIS && threads.stream().anyMatch(CpuSplit::isKnownToTheKernel); i++) {
			Thread.sleep(1);
		}
	}

	/** A thread may still be sampled on its way out, after it has been joined. */
	private static boolean isKnownToTheKernel(Thread thread) {
		File[] tasks = Objects.requireNonNullElse(TASKS.listFiles(), new File[0]);
		return Stream.of(tasks).anyMatch((task) -> name(task).equals(thread.getName()));
	}

	private static String name(File task) {
		try {
			return Files.readString(task.toPath().resolve("comm")).strip();
		}
		catch (IOException ex) {
			return ""; // the thread is gone
		}
	}

	public long totalNanos() {
		long total = 0;
		for (int i = 0; i < this.nanosByThread.length(); i++) {
			total += this.nanosByThread.get(i);
		}
		return total;
	}

	/** One method's share of the CPU time of all three. */
	public double share(int method) {
		double all = this.nanosByMethod.get(0) + this.nanosByMethod.get(1) + this.nanosByMethod.get(2);
		return this.nanosByMethod.get(method) / all;
	}

	private void work(int number, long cpuNanos) {
		try {
			this.go.await();
		}
		catch (InterruptedException ex) {
			return;
		}
		Random random = new Random(number);
		long start = THREADS.getCurrentThreadCpuTime();
		long now = start;
		while (now - start < cpuNanos) {
			int rounds = 20_000 + random.nextInt(40_000);
			sixty(rounds * 6);
			now = account(0, now);
			thirty(rounds * 3);
			now = account(1, now);
			ten(rounds);
			now = account(2, now);
		}
		this.nanosByThread.set(number, now - start);
	}

	/** Burns CPU time in the calling thread, where every sampler can see it. */
	public static void burn(long cpuNanos) {
		long end = THREADS.getCurrentThreadCpuTime() + cpuNanos;
		while (THREADS.getCurrentThreadCpuTime() < end) {
			sixty(1_000_000);
		}
	}

	private long account(int method, long before) {
		long now = THREADS.getCurrentThreadCpuTime();
		this.nanosByMethod.addAndGet(method, now - before);
		return now;
	}

	static void sixty(int rounds) {
		long x = rounds;
		for (int i = 0; i < rounds; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		sink = x;
	}

	static void thirty(int rounds) {
		long x = rounds;
		for (int i = 0; i < rounds; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		sink = x;
	}

	static void ten(int rounds) {
		long x = rounds;
		for (int i = 0; i < rounds; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		sink = x;
	}

}
