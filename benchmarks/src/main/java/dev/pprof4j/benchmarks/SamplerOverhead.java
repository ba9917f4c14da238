package dev.pprof4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.OperatingSystemMXBean;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.heap.HeapSampling;

/**
 * How much slower is a program whose heap is sampled? Rounds with the sampler off and on
 * take turns in one JVM. Each round with it on is compared with the mean of its two
 * neighbours, by the work done per second of the process's CPU time, and per second.
 */
final class SamplerOverhead {

	private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final int THREADS = 2;

	private static final int DEPTH = 40;

	static volatile Object sink = "";

	private final Workload workload;

	private final long roundNanos;

	private SamplerOverhead(Workload workload, long roundMillis) {
		this.workload = workload;
		this.roundNanos = TimeUnit.MILLISECONDS.toNanos(roundMillis);
	}

	/**
	 * Runs the benchmark.
	 * @param args {@code alloc} (allocation only, many GB/s), {@code service} (about 1
	 * GB/s, like a busy service) or {@code cpu}; the interval in bytes; rounds; and the
	 * milliseconds of each
	 */
	public static void main(String[] args) throws Exception {
		Workload workload = Workload.valueOf(args[0].toUpperCase(Locale.ROOT));
		int interval = Integer.parseInt(args[1]);
		int rounds = Integer.parseInt(args[2]);
		SamplerOverhead overhead = new SamplerOverhead(workload, Long.parseLong(args[3]));
		System.out.printf("JDK %s, %s, one sample in %d bytes%n", Runtime.version(), args[0], interval);
		overhead.compare(interval, rounds);
	}

	private void compare(int interval, int rounds) throws Exception {
		AgentLibrary library = new AgentLibrary(null, Path.of(System.getProperty("java.io.tmpdir")));
		OnOff result = OnOff.compare(this::round, () -> start(library, interval), rounds);
		result.print();
		System.out.printf("%.2f GB/s allocated%n", result.off(OnOff.Score::gigabytesPerSecond));
	}

	private static HeapSampling start(AgentLibrary library, int interval) {
		HeapSampling sampling = HeapSampling.start(library, interval, 16_000);
		if (!HeapSampling.isRunning()) {
			throw new IllegalStateException("Not sampled");
		}
		return sampling;
	}

	private OnOff.Score round() throws InterruptedException {
		AtomicLong work = new AtomicLong();
		AtomicLong bytes = new AtomicLong();
		long cpu = PROCESS.getProcessCpuTime();
		long start = System.nanoTime();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Thread thread = new Thread(() -> {
				work.addAndGet(work(start + this.roundNanos));
				bytes.addAndGet(allocatedByThisThread());
			});
			thread.start();
			threads.add(thread);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		return new OnOff.Score(work.get(), PROCESS.getProcessCpuTime() - cpu, System.nanoTime() - start, bytes.get());
	}

	private static long allocatedByThisThread() {
		return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
			.getThreadAllocatedBytes(Thread.currentThread().getId());
	}

	private long work(long end) {
		long done = 0;
		long x = 1;
		while (System.nanoTime() < end) {
			for (int i = 0; i < 50; i++) {
				x += (this.workload != Workload.CPU) ? deep(DEPTH, i) : 0;
				x = burn(x, this.workload.burns);
			}
			done++;
		}
		sink = x;
		return done;
	}

	/** As deep as the stack of a request when it reaches the code of the application. */
	private static long deep(int depth, int seed) {
		return (depth > 0) ? 1 + deep(depth - 1, seed) : build(seed);
	}

	private static long build(int seed) {
		Map<String, List<Integer>> map = new HashMap<>();
		for (int i = 0; i < 20; i++) {
			map.computeIfAbsent("key " + (seed + i) % 7, (key) -> new ArrayList<>()).add(seed * i);
		}
		sink = map;
		return map.size();
	}

	private static long burn(long seed, int times) {
		long x = seed;
		for (int i = 0; i < times; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		return x;
	}

	private enum Workload {

		ALLOC(0), SERVICE(6_000), CPU(2_000);

		private final int burns;

		Workload(int burns) {
			this.burns = burns;
		}

	}

}
