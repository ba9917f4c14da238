package dev.pprof4j.test;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * The work of three routes: CPU time in the ratio 60/30/10 and memory in the ratio
 * 10/30/60, half of it before a wait and half after. What is used is counted.
 */
public final class RouteWork {

	public static final String BURN = RouteWork.class.getName() + ".burn";

	public static final String ALLOCATE = RouteWork.class.getName() + ".allocate";

	private static final int[] CPU = { 12, 6, 2 };

	private static final int[] MEMORY = { 10, 30, 60 };

	private static final int BLOCK = 10_000;

	private static final ThreadMXBean CLOCKS = ManagementFactory.getThreadMXBean();

	static volatile long sink;

	static volatile Object garbage = "";

	private final AtomicLongArray nanos = new AtomicLongArray(3);

	private final AtomicLongArray blocks = new AtomicLongArray(3);

	/** Does one half of the work, waits, and does the other half. */
	public String request(int route) {
		use(route);
		pause();
		use(route);
		return "done";
	}

	private void use(int route) {
		long before = clock();
		burn(CPU[route]);
		this.nanos.addAndGet(route, clock() - before);
		allocate(MEMORY[route]);
		this.blocks.addAndGet(route, MEMORY[route]);
	}

	/** The share of the CPU time that a route has used. */
	public double cpuShare(int route) {
		return share(this.nanos, route);
	}

	/**
	 * The thread's CPU clock, because the JIT compiler does not generate the same code
	 * for all routes. A virtual thread has no such clock, so its clock is elapsed time.
	 */
	private static long clock() {
		boolean virtual = Thread.currentThread().getClass().getSimpleName().equals("VirtualThread");
		return virtual ? System.nanoTime() : CLOCKS.getCurrentThreadCpuTime();
	}

	/** The share of the memory that a route has allocated. */
	public double memoryShare(int route) {
		return share(this.blocks, route);
	}

	private static double share(AtomicLongArray counts, int route) {
		return counts.get(route) / (double) IntStream.range(0, 3).mapToLong(counts::get).sum();
	}

	private static void burn(int units) {
		for (int i = 0; i < units; i++) {
			sink = unit(sink);
		}
	}

	/**
	 * The same code for all routes: a loop that runs longer may be compiled differently.
	 */
	private static long unit(long seed) {
		long x = seed;
		for (int i = 0; i < 100_000; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		return x;
	}

	private static void allocate(int blocks) {
		for (int i = 0; i < blocks; i++) {
			garbage = new byte[BLOCK];
		}
	}

	private static void pause() {
		try {
			TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(1000, 10_000));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
