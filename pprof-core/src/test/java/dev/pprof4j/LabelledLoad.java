package dev.pprof4j;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

import dev.pprof4j.label.ProfilingLabels;

/**
 * Requests of three routes that use CPU time 60/30/10 and memory 10/30/60, half of it
 * before they wait and half of it after. Each route has a method of its own, by which one
 * sees whether a sample has the right label.
 */
final class LabelledLoad {

	static final String[] ROUTES = { "/first", "/second", "/third" };

	private static final int[] CPU = { 6, 3, 1 };

	private static final int[] MEMORY = { 1, 3, 6 };

	private static final int BLOCK = 10_000;

	private static final int THREADS = 12;

	static volatile long sink;

	static volatile Object garbage = "";

	private final AtomicLongArray units = new AtomicLongArray(3);

	private final AtomicLongArray blocks = new AtomicLongArray(3);

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean running = true;

	/** Starts it. */
	LabelledLoad(boolean virtual) {
		for (int i = 0; i < THREADS; i++) {
			this.threads.add(virtual ? startVirtual(this::work) : startPlatform(this::work));
		}
	}

	private static Thread startPlatform(Runnable task) {
		Thread thread = new Thread(task);
		thread.start();
		return thread;
	}

	static Thread startVirtual(Runnable task) {
		try {
			return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
		}
		catch (InvocationTargetException | NoSuchMethodException | IllegalAccessException ex) {
			throw new IllegalStateException("Needs JDK 21", ex);
		}
	}

	/** Ends it. */
	void stop() throws InterruptedException {
		this.running = false;
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	/** The part of the CPU time that a route has used. */
	double cpuShare(int route) {
		return share(this.units, route);
	}

	/** The part of the memory that a route has allocated. */
	double memoryShare(int route) {
		return share(this.blocks, route);
	}

	private static double share(AtomicLongArray counts, int route) {
		double all = Arrays.stream(new int[] { 0, 1, 2 }).mapToLong(counts::get).sum();
		return counts.get(route) / all;
	}

	private void work() {
		while (this.running) {
			ProfilingLabels.of("route", ROUTES[0]).run(this::first);
			ProfilingLabels.of("route", ROUTES[1]).run(this::second);
			ProfilingLabels.of("route", ROUTES[2]).run(this::third);
		}
	}

	private void first() {
		request(0);
	}

	private void second() {
		request(1);
	}

	private void third() {
		request(2);
	}

	private void request(int route) {
		use(route);
		pause();
		use(route);
	}

	private void use(int route) {
		burn(CPU[route]);
		allocate(MEMORY[route]);
		this.units.addAndGet(route, CPU[route]);
		this.blocks.addAndGet(route, MEMORY[route]);
	}

	private static void burn(int units) {
		long x = units;
		for (int i = 0; i < units * 100_000; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		sink = x;
	}

	private static void allocate(int blocks) {
		for (int i = 0; i < blocks; i++) {
			garbage = new byte[BLOCK];
		}
	}

	private static void pause() {
		try {
			TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(1000, 3000));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
