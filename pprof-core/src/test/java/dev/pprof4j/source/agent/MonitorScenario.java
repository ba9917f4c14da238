package dev.pprof4j.source.agent;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import dev.pprof4j.profile.Frame;

/**
 * Virtual threads that wait for monitors a known number of times, and measure how long.
 * They are created by reflection, since the code is compiled for Java 17.
 */
final class MonitorScenario {

	private static final LongAdder waited = new LongAdder();

	private static final LongAdder entered = new LongAdder();

	private MonitorScenario() {
	}

	/**
	 * Runs the threads.
	 * @param args a folder, the threshold in nanoseconds, and how many stacks are
	 * distinguished
	 */
	public static void main(String[] args) throws Exception {
		AgentLibrary library = new AgentLibrary(null, Path.of(args[0]));
		ContendedMonitors first = start(library, args);
		try (ContendedMonitors second = start(library, args)) {
			first.close();
			first.close();
			Held held = new Held();
			for (int i = 0; i < 50; i++) {
				contend(held, newVirtual(() -> enter(held)));
			}
			System.out.println("truth=" + waited.sum());
			Object[] array = {};
			for (int i = 0; i < 7; i++) {
				contend(array, newVirtual(() -> enterArray(array)));
			}
			Thread platform = new Thread(() -> enter(held));
			contend(held, platform);
			print("counted ", second);
		}
		Held unseen = new Held();
		contend(unseen, newVirtual(() -> enter(unseen)));
		try (ContendedMonitors again = start(library, args)) {
			print("again ", again);
		}
		System.out.println("entered=" + entered.sum());
	}

	private static ContendedMonitors start(AgentLibrary library, String[] args) {
		return ContendedMonitors.start(library, Duration.ofNanos(Long.parseLong(args[1])), Integer.parseInt(args[2]));
	}

	private static void print(String what, ContendedMonitors monitors) {
		for (ContendedMonitors.Contention contention : monitors.read().sites()) {
			String names = String.join(",", contention.stack().stream().map(Frame::name).toList());
			System.out.println(what + contention.className() + " " + contention.contentions() + " "
					+ contention.delayNanos() + " " + names);
		}
	}

	static Thread newVirtual(Runnable task) throws ReflectiveOperationException {
		Method builder = Thread.class.getMethod("ofVirtual");
		return (Thread) builder.getReturnType()
			.getMethod("unstarted", Runnable.class)
			.invoke(builder.invoke(null), task);
	}

	/** Holds a monitor until a thread waits for it, and some milliseconds longer. */
	private static void contend(Object monitor, Thread thread) throws InterruptedException {
		synchronized (monitor) {
			thread.start();
			while (thread.getState() != Thread.State.BLOCKED) {
				LockSupport.parkNanos(100_000);
			}
			LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(ThreadLocalRandom.current().nextInt(20_000, 40_000)));
		}
		thread.join();
	}

	private static void enter(Held monitor) {
		long start = System.nanoTime();
		synchronized (monitor) {
			waited.add(System.nanoTime() - start);
			entered.increment();
		}
	}

	private static void enterArray(Object[] monitor) {
		synchronized (monitor) {
			entered.increment();
		}
	}

	/**
	 * An object whose monitor is held.
	 */
	private static final class Held {

	}

}
