package dev.pprof4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

import com.sun.management.OperatingSystemMXBean;
import dev.pprof4j.EventOptions;
import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.profile.ProfileKind;

/**
 * How much slower is a program whose waits and started threads are counted? Rounds with
 * {@code block}, {@code mutex} and {@code threadcreate} off and on take turns.
 */
final class WaitsOverhead {

	private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	static volatile long sink;

	private final ReentrantLock lock = new ReentrantLock();

	private final Object monitor = new Object();

	private final Workload workload;

	private final long roundNanos;

	private WaitsOverhead(Workload workload, long roundMillis) {
		this.workload = workload;
		this.roundNanos = TimeUnit.MILLISECONDS.toNanos(roundMillis);
	}

	/**
	 * Runs the benchmark.
	 * @param args {@code uncontended} (locks without competitors), {@code contended} (4
	 * threads, a lock and a monitor held for about 10 microseconds), {@code handoff}
	 * (pairs of threads that park for each other), {@code virtual} and
	 * {@code virtual_handoff} (the last two on virtual threads); the number of rounds;
	 * the milliseconds of each; the threshold in microseconds
	 */
	public static void main(String[] args) throws Exception {
		WaitsOverhead overhead = new WaitsOverhead(Workload.valueOf(args[0].toUpperCase(Locale.ROOT)),
				Long.parseLong(args[2]));
		ProfilerOptions options = options(Long.parseLong(args[3]));
		if (args.length > 4) {
			overhead.runAsChild(args[4].equals("on") ? () -> start(options) : () -> () -> {
			});
			return;
		}
		System.out.printf("JDK %s, %s, threshold %s us%n", Runtime.version(), args[0], args[3]);
		AtomicBoolean on = new AtomicBoolean();
		OnOff result = overhead.workload.virtual ? OnOff.compare(() -> childScore(args, on.get()), () -> {
			on.set(true);
			return () -> on.set(false);
		}, Integer.parseInt(args[1])) : OnOff.compare(overhead::round, () -> start(options), Integer.parseInt(args[1]));
		result.print();
		System.out.printf("%.0f units of work a second%n", 1e9 * result.off(OnOff.Score::perSecond));
	}

	/**
	 * Runs a round in a JVM of its own, because a JVM does not stop what it does for
	 * monitors of virtual threads.
	 */
	private static OnOff.Score childScore(String[] args, boolean on) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-cp",
						System.getProperty("java.class.path"), WaitsOverhead.class.getName()));
		command.addAll(List.of(args));
		command.add(on ? "on" : "off");
		Process child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		String[] figures = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip()
			.split(" ", -1);
		return new OnOff.Score(Long.parseLong(figures[0]), Long.parseLong(figures[1]), Long.parseLong(figures[2]), 0);
	}

	private void runAsChild(Callable<AutoCloseable> starter) throws Exception {
		AutoCloseable running = starter.call();
		try {
			round();
			round();
			OnOff.Score score = round();
			System.out.println(score.work() + " " + score.cpuNanos() + " " + score.nanos());
		}
		finally {
			running.close();
		}
	}

	private static ProfilerOptions options(long micros) {
		ProfilerOptions defaults = ProfilerOptions.defaults();
		Duration threshold = Duration.of(micros, ChronoUnit.MICROS);
		EventOptions events = new EventOptions(new EventOptions.Block(true, threshold, false, 16_000),
				new EventOptions.Mutex(true, threshold, 16_000, true), true, defaults.events().trace());
		return defaults.withEvents(events);
	}

	/**
	 * Returns when counting is running, because otherwise there is nothing to compare.
	 */
	private static AutoCloseable start(ProfilerOptions options) {
		Profiler profiler = new Profiler(options);
		profiler.start(ProfileKind.BLOCK, ProfileKind.MUTEX, ProfileKind.THREADCREATE);
		profiler.snapshot(ProfileKind.BLOCK);
		return profiler;
	}

	private OnOff.Score round() throws Exception {
		LongAdder work = new LongAdder();
		long cpu = PROCESS.getProcessCpuTime();
		long start = System.nanoTime();
		long end = start + this.roundNanos;
		ThreadFactory threads = this.workload.virtual ? virtualThreads() : Thread::new;
		List<Thread> started = new ArrayList<>();
		for (int pair = 0; pair < 2; pair++) {
			BlockingQueue<Integer> queue = new SynchronousQueue<>();
			started.add(threads.newThread(() -> work.add(work(queue, true, end))));
			started.add(threads.newThread(() -> work.add(work(queue, false, end))));
		}
		started.forEach(Thread::start);
		for (Thread thread : started) {
			thread.join();
		}
		return new OnOff.Score(work.sum(), PROCESS.getProcessCpuTime() - cpu, System.nanoTime() - start, 0);
	}

	private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
		Method ofVirtual = Thread.class.getMethod("ofVirtual");
		return (ThreadFactory) ofVirtual.getReturnType().getMethod("factory").invoke(ofVirtual.invoke(null));
	}

	private long work(BlockingQueue<Integer> queue, boolean producer, long end) {
		long done = 0;
		Object own = new Object();
		try {
			while (System.nanoTime() < end) {
				done += units(queue, producer, own);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return done;
	}

	/** A separate method, so that it is compiled as a whole. */
	private int units(BlockingQueue<Integer> queue, boolean producer, Object own) throws InterruptedException {
		for (int i = 0; i < 20; i++) {
			unit(queue, producer, own);
		}
		return 20;
	}

	private void unit(BlockingQueue<Integer> queue, boolean producer, Object own) throws InterruptedException {
		switch (this.workload) {
			case UNCONTENDED -> {
				synchronized (own) {
					burn(200);
				}
				burn(200);
			}
			case CONTENDED, VIRTUAL -> {
				this.lock.lock();
				try {
					burn(5_000);
				}
				finally {
					this.lock.unlock();
				}
				synchronized (this.monitor) {
					burn(5_000);
				}
				burn(20_000);
			}
			case HANDOFF, VIRTUAL_HANDOFF -> {
				if (producer) {
					queue.offer(1, 20, TimeUnit.MILLISECONDS);
				}
				else {
					queue.poll(20, TimeUnit.MILLISECONDS);
				}
			}
		}
	}

	private static void burn(int times) {
		long x = times;
		for (int i = 0; i < times; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		if (x == 42) {
			sink = x; // otherwise the compiler would eliminate the loop
		}
	}

	private enum Workload {

		UNCONTENDED(false), CONTENDED(false), HANDOFF(false), VIRTUAL(true), VIRTUAL_HANDOFF(true);

		private final boolean virtual;

		Workload(boolean virtual) {
			this.virtual = virtual;
		}

	}

}
