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
 * take turns in one JVM; each round with it on is compared with the mean of its two
 * neighbours. Work done per second of the process's CPU time, and per second.
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
	 * Runs it.
	 * @param args {@code alloc} (nothing but allocating, many GB/s), {@code service}
	 * (about 1 GB/s, as a busy service) or {@code cpu}; the interval in bytes; rounds;
	 * and the milliseconds of each
	 */
	public static void main(String[] args) throws InterruptedException {
		Workload workload = Workload.valueOf(args[0].toUpperCase(Locale.ROOT));
		int interval = Integer.parseInt(args[1]);
		int rounds = Integer.parseInt(args[2]);
		SamplerOverhead overhead = new SamplerOverhead(workload, Long.parseLong(args[3]));
		System.out.printf("JDK %s, %s, one sample in %d bytes%n", Runtime.version(), args[0], interval);
		overhead.compare(interval, rounds);
	}

	private void compare(int interval, int rounds) throws InterruptedException {
		AgentLibrary library = new AgentLibrary(null, Path.of(System.getProperty("java.io.tmpdir")));
		for (int i = 0; i < 4; i++) {
			round();
		}
		List<Score> off = new ArrayList<>(List.of(round()));
		List<Score> on = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			try (HeapSampling sampling = HeapSampling.start(library, interval, 16_000)) {
				on.add(roundWith(sampling));
			}
			off.add(round());
		}
		System.out.println("on/off, work per CPU time: " + ratios(on, off, Score::perCpuSecond));
		System.out.println("on/off, work per time:     " + ratios(on, off, Score::perSecond));
		List<Score> odd = new ArrayList<>();
		List<Score> even = new ArrayList<>();
		for (int i = 0; i < off.size(); i++) {
			((i % 2 == 0) ? even : odd).add(off.get(i));
		}
		odd = odd.subList(0, even.size() - 1);
		System.out.println("off/off, the noise:        " + ratios(odd, even, Score::perCpuSecond));
		System.out.printf("%.2f GB/s allocated%n",
				new Statistics(off.stream().map(Score::gigabytes).toList()).median());
	}

	private static Statistics ratios(List<Score> one, List<Score> other,
			java.util.function.ToDoubleFunction<Score> value) {
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < one.size(); i++) {
			double neighbours = (value.applyAsDouble(other.get(i)) + value.applyAsDouble(other.get(i + 1))) / 2;
			ratios.add(value.applyAsDouble(one.get(i)) / neighbours);
		}
		return new Statistics(ratios);
	}

	private Score roundWith(HeapSampling sampling) throws InterruptedException {
		Score score = round();
		if (!HeapSampling.isRunning()) {
			throw new IllegalStateException("Not sampled: " + sampling.getClass());
		}
		return score;
	}

	private Score round() throws InterruptedException {
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
		return new Score(work.get(), PROCESS.getProcessCpuTime() - cpu, System.nanoTime() - start, bytes.get());
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

	/** As deep as a request is when it comes to the application's code. */
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

	/**
	 * What one round did.
	 *
	 * @param work units of work
	 * @param cpuNanos CPU time of the process
	 * @param nanos time
	 * @param bytes allocated
	 */
	private record Score(long work, long cpuNanos, long nanos, long bytes) {

		double perCpuSecond() {
			return (double) this.work / this.cpuNanos;
		}

		double perSecond() {
			return (double) this.work / this.nanos;
		}

		double gigabytes() {
			return (double) this.bytes / this.nanos;
		}

	}

}
