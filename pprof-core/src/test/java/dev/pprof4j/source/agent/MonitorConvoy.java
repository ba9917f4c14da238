package dev.pprof4j.source.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import dev.pprof4j.source.agent.ContendedMonitors.Contention;
import dev.pprof4j.source.agent.ContendedMonitors.Contentions;

/**
 * Very many virtual threads that wait for one monitor, and enter it one after another.
 */
final class MonitorConvoy {

	private static final int THREADS = 20_000;

	private static final Object monitor = new Object();

	private static final LongAdder waited = new LongAdder();

	private MonitorConvoy() {
	}

	/**
	 * Runs the threads.
	 * @param args a folder
	 */
	public static void main(String[] args) throws Exception {
		AgentLibrary library = new AgentLibrary(null, Path.of(args[0]));
		try (ContendedMonitors monitors = ContendedMonitors.start(library, Duration.ZERO, 100)) {
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				threads.add(MonitorScenario.newVirtual(MonitorConvoy::enter));
			}
			synchronized (monitor) {
				threads.forEach(Thread::start);
				for (Thread thread : threads) {
					while (thread.getState() != Thread.State.BLOCKED) {
						LockSupport.parkNanos(100_000);
					}
				}
			}
			for (Thread thread : threads) {
				thread.join();
			}
			Contentions reported = monitors.read();
			System.out.println("waits=" + reported.waits() + " followed=" + reported.followedUp() + " counted="
					+ reported.sites().stream().mapToLong(Contention::contentions).sum() + " delay="
					+ reported.sites().stream().mapToLong(Contention::delayNanos).sum() + " truth=" + waited.sum());
		}
	}

	private static void enter() {
		long start = System.nanoTime();
		synchronized (monitor) {
			waited.add(System.nanoTime() - start);
		}
	}

}
