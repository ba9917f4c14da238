package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import one.profiler.AsyncProfiler;

/**
 * What threads do while async-profiler records their CPU time into a file.
 */
enum RecordedWork {

	/**
	 * Tens of thousands of stacks with some hundred frames, most of which are seen once.
	 */
	COMPILER("the Java compiler, many stacks", 8, List.of(15, 115, 450), 100_000, () -> Compilation.run(1)),

	/** A few thousand stacks, each of which is seen again and again, as in a service. */
	TREE("a tree of calls, few stacks", 8, List.of(15, 115, 450), 50_000, RecordedWork::walk),

	/**
	 * The same in as many threads as a web server has for its requests. With a larger
	 * recording, jfr-converter would run for several minutes.
	 */
	POOL("a tree of calls in 200 threads", 200, List.of(15), 50_000, RecordedWork::walk);

	static final int MEGABYTE = 1024 * 1024;

	private static final int TREE_DEPTH = 10;

	private static final int LEAF_ROUNDS = 10_000;

	/** The duration of a first recording, which shows how much is recorded. */
	private static final Duration TRIAL = Duration.ofSeconds(2);

	private final String description;

	private final int threads;

	private final List<Integer> sizes;

	private final long intervalNanos;

	private final Runnable work;

	RecordedWork(String description, int threads, List<Integer> sizes, long intervalNanos, Runnable work) {
		this.description = description;
		this.threads = threads;
		this.sizes = sizes;
		this.intervalNanos = intervalNanos;
		this.work = work;
	}

	String description() {
		return this.description;
	}

	/** The sizes of its recordings in MB, the smallest first. */
	List<Integer> sizes() {
		return this.sizes;
	}

	/** The nanoseconds that a sample stands for. */
	long intervalNanos() {
		return this.intervalNanos;
	}

	/**
	 * Records about as much as requested, in one chunk, which has the stacks at its end.
	 */
	Path record(int megabytes, Path file) throws Exception {
		record(TRIAL, file);
		long more = (long) megabytes * MEGABYTE * TRIAL.toMillis() / Files.size(file);
		record(Duration.ofMillis(more), file);
		return file;
	}

	private void record(Duration time, Path file) throws Exception {
		AsyncProfiler profiler = AsyncProfiler.getInstance();
		profiler.execute("start,event=cpu,interval=%d,jfr,chunksize=1g,chunktime=1h,file=%s"
			.formatted(this.intervalNanos, file));
		long end = System.nanoTime() + time.toNanos();
		List<Thread> started = new ArrayList<>();
		for (int i = 0; i < this.threads; i++) {
			Thread thread = new Thread(() -> runUntil(end), "worker-" + i);
			thread.start();
			started.add(thread);
		}
		Thread.sleep(time.toMillis());
		profiler.execute("stop");
		for (Thread thread : started) {
			thread.join();
		}
	}

	private void runUntil(long end) {
		while (System.nanoTime() < end) {
			this.work.run();
		}
	}

	/** Repeats the chunk of a recording until the size is reached. */
	static Path repeat(Path chunk, int megabytes, Path file) throws IOException {
		try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE)) {
			do {
				Files.copy(chunk, out);
			}
			while (Files.size(file) + Files.size(chunk) / 2 < (long) megabytes * MEGABYTE);
		}
		return file;
	}

	private static void walk() {
		walk(TREE_DEPTH);
	}

	/**
	 * Makes each call in a line of its own, so that every way down is a distinct stack.
	 */
	private static double walk(int depth) {
		if (depth == 0) {
			return leaf();
		}
		double left = walk(depth - 1);
		double right = walk(depth - 1);
		return left + right;
	}

	private static double leaf() {
		double sum = 0;
		for (int i = 1; i < LEAF_ROUNDS; i++) {
			sum += Math.sqrt(i);
		}
		return sum;
	}

}
