package dev.pprof4j.source.thread;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.Sample;
import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.agent.ClockReadings;
import dev.pprof4j.source.agent.ContendedMonitors;
import dev.pprof4j.source.heap.SampledHeapSource;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stacks of threads without pause while thousands of them start, wait, are
 * pinned, contend and end, some in classes that are unloaded afterwards. At the same
 * time, allocations are sampled and JDK Flight Recorder records. On JDK 21 and later, the
 * threads are virtual.
 */
final class ThreadSoak {

	private static final int AT_ONCE = 3000;

	private static final Object[] monitors = new Object[8];

	private static final LongAdder ended = new LongAdder();

	private static volatile byte[] classFile = {};

	static volatile Object sink = "";

	private ThreadSoak() {
	}

	/**
	 * Runs the soak.
	 * @param args seconds, a folder, {@code monitors} or {@code java} (Java reads the
	 * stacks of virtual threads), and optionally a library
	 */
	public static void main(String[] args) throws Exception {
		Path folder = Path.of(args[1]);
		AgentLibrary library = new AgentLibrary((args.length > 3) ? Path.of(args[3]) : null, folder);
		Arrays.setAll(monitors, (i) -> new Object());
		try (InputStream in = ThreadSoak.class.getResourceAsStream("ThreadSoak$Unloaded.class")) {
			classFile = (in != null) ? in.readAllBytes() : classFile;
		}
		try (SampledHeapSource heap = new SampledHeapSource(library, 16 * 1024, 2000);
				PrivateDirectory directory = new PrivateDirectory(folder);
				Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
			heap.start();
			recording.start();
			@Nullable ContendedMonitors contended = (VirtualThreads.areSupported() && args[2].equals("monitors"))
					? ContendedMonitors.start(library, Duration.ofNanos(1000), 500) : null;
			run(new ThreadSource(library, directory, 1_000_000, 2000), heap, contended, Long.parseLong(args[0]));
		}
	}

	private static void run(ThreadSource source, SampledHeapSource heap, @Nullable ContendedMonitors contended,
			long seconds) throws InterruptedException {
		Thread starter = new Thread(ThreadSoak::startThreads, "starter");
		starter.setDaemon(true);
		starter.start();
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		long seen = 0;
		long contentions = 0;
		long clocks = 0;
		int walks = 0;
		while (System.nanoTime() < end || walks < 20) {
			try (ClockReadings readings = ClockReadings.begin()) {
				daemon(() -> CpuSplit.burn(TimeUnit.MILLISECONDS.toNanos(1))).start();
				for (Sample sample : source.snapshot(ProfileKind.GOROUTINE, false).samples()) {
					seen += sample.values().get(0);
				}
				clocks += readings.get().size();
			}
			if (walks % 50 == 0) {
				LongAdder pictures = new LongAdder();
				source.dump((picture) -> pictures.increment());
				heap.snapshot(ProfileKind.HEAP, walks % 200 == 0);
			}
			if (contended != null) {
				contentions = contended.read()
					.sites()
					.stream()
					.mapToLong(ContendedMonitors.Contention::contentions)
					.sum();
			}
			walks++;
		}
		System.out.println("walks=" + walks + " threads=" + seen + " ended=" + ended.sum() + " contentions="
				+ contentions + " clocks=" + clocks);
	}

	private static void startThreads() {
		ExecutorService threads = newExecutor();
		Semaphore room = new Semaphore(AT_ONCE);
		for (int i = 0;; i++) {
			int number = i;
			room.acquireUninterruptibly();
			threads.execute(() -> {
				try {
					work(number);
				}
				finally {
					ended.increment();
					room.release();
				}
			});
		}
	}

	private static ExecutorService newExecutor() {
		try {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (ReflectiveOperationException ex) {
			return Executors.newFixedThreadPool(200, ThreadSoak::daemon);
		}
	}

	/** The JVM does not wait for such a thread to end, as with virtual threads. */
	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		return thread;
	}

	private static void work(int number) {
		switch (number % 6) {
			case 0 -> pause();
			case 1 -> contend(number, ThreadLocalRandom.current().nextInt(40));
			case 2 -> inUnloadedClass();
			case 3 -> allocate();
			case 4 -> sink = number;
			default -> waitOn(monitors[number % monitors.length]);
		}
	}

	private static void pause() {
		LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(100_000_000));
	}

	private static void contend(int number, int depth) {
		if (depth > 0) {
			contend(number, depth - 1);
			return;
		}
		synchronized (monitors[number % monitors.length]) {
			LockSupport.parkNanos(10_000);
		}
	}

	private static void waitOn(Object monitor) {
		synchronized (monitor) {
			try {
				for (int i = 0; i < 2; i++) {
					monitor.wait(10);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static void allocate() {
		List<Object> kept = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			kept.add(new byte[1000 + i]);
		}
		pause();
		sink = kept;
	}

	/**
	 * Loads a class one time in ten, since that is slow; its initializer pins the thread.
	 */
	private static void inUnloadedClass() {
		if (ThreadLocalRandom.current().nextInt(10) != 0) {
			pause();
			return;
		}
		try {
			((Runnable) new OneClass().loaded().getDeclaredConstructor().newInstance()).run();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Loads one class.
	 */
	private static final class OneClass extends ClassLoader {

		OneClass() {
			super(ThreadSoak.class.getClassLoader());
		}

		Class<?> loaded() {
			return defineClass(ThreadSoak.class.getName() + "$Unloaded", classFile, 0, classFile.length);
		}

	}

	/**
	 * Waits in its initializer, pinned, and in a lambda, which is a hidden class.
	 */
	public static final class Unloaded implements Runnable {

		static {
			LockSupport.parkNanos(1_000_000);
		}

		@Override
		public void run() {
			Runnable lambda = () -> LockSupport.parkNanos(this, 1_000_000);
			lambda.run();
		}

	}

}
