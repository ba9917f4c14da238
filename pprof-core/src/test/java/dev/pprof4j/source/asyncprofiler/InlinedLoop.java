package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.heap.HeapSampling;
import dev.pprof4j.source.heap.SampledHeapSource;
import dev.pprof4j.symbol.SourceFiles;

/**
 * A program whose hot loop the JIT has compiled, with its three small callees inlined,
 * before its CPU profile is taken. The callees do the same thing 600, 300 and 100 times,
 * often enough for a round to cost the same in each. Four threads run it in jittered
 * portions.
 */
final class InlinedLoop {

	/**
	 * JVM options that inline the callees in any case: the choice of the compiler depends
	 * on the order in which it reaches them.
	 */
	static final List<String> INLINE = List.of("-XX:CompileCommand=quiet", inline("sixty"), inline("thirty"),
			inline("ten"));

	private static final int THREADS = 4;

	private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	static volatile long sink;

	private InlinedLoop() {
	}

	private static String inline(String callee) {
		return "-XX:CompileCommand=inline," + InlinedLoop.class.getName() + "::" + callee;
	}

	/**
	 * Takes the profile.
	 * @param args when async-profiler is loaded: {@code early}, {@code late}, or
	 * {@code armed} (late, while the heap is sampled); then the file to write the profile
	 * to
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		Path tempDir = Path.of(args[1]).resolveSibling("");
		AsyncProfilerLibrary library = new AsyncProfilerLibrary(null, tempDir);
		if (args[0].equals("early")) {
			Thread loader = new Thread(library::load);
			loader.start();
			loader.join();
		}
		if (args[0].equals("armed")) {
			// It runs until the JVM ends.
			new SampledHeapSource(new AgentLibrary(null, tempDir), 512 * 1024, 1000).start();
		}
		CountDownLatch compiled = new CountDownLatch(THREADS);
		CountDownLatch recording = new CountDownLatch(1);
		List<Thread> workers = new ArrayList<>();
		AtomicLong cpuNanos = new AtomicLong();
		for (int i = 0; i < THREADS; i++) {
			Random random = new Random(i);
			Thread worker = new Thread(() -> work(random, compiled, recording, cpuNanos), "worker-" + i);
			worker.start();
			workers.add(worker);
		}
		compiled.await();
		try (PrivateDirectory directory = new PrivateDirectory(tempDir);
				Recording started = AsyncProfilerSource
					.cpu(Duration.ofSeconds(1).dividedBy(499), new AsyncProfilerSource.Shared(library, directory,
							new SourceFiles(InlinedLoop.class.getClassLoader()), HeapSampling::hasRunSinceTheStart))
					.start()) {
			recording.countDown();
			for (Thread worker : workers) {
				worker.join();
			}
			Profile profile = started.stop();
			Files.write(Path.of(args[1]), new PprofEncoder(new Application("inlined", "")).encode(profile));
		}
		System.out.println("cpuNanos=" + cpuNanos);
	}

	private static void work(Random random, CountDownLatch compiled, CountDownLatch recording, AtomicLong cpuNanos) {
		burn(random, 2 * SECOND);
		compiled.countDown();
		try {
			recording.await();
		}
		catch (InterruptedException ex) {
			return;
		}
		long start = CLOCK.getCurrentThreadCpuTime();
		burn(random, 4 * SECOND);
		cpuNanos.addAndGet(CLOCK.getCurrentThreadCpuTime() - start);
	}

	private static void burn(Random random, long cpuNanos) {
		long end = CLOCK.getCurrentThreadCpuTime() + cpuNanos;
		long x = 1;
		while (CLOCK.getCurrentThreadCpuTime() < end) {
			x = loop(x, 1_000 + random.nextInt(2_000));
			sink = x;
		}
	}

	static long loop(long seed, int times) {
		long x = seed;
		for (int k = 0; k < times; k++) {
			x = sixty(x);
			x = thirty(x);
			x = ten(x);
		}
		return x;
	}

	static long sixty(long seed) {
		long x = seed;
		for (int i = 0; i < 600; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		return x;
	}

	static long thirty(long seed) {
		long x = seed;
		for (int i = 0; i < 300; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		return x;
	}

	static long ten(long seed) {
		long x = seed;
		for (int i = 0; i < 100; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		return x;
	}

}
