package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Two callers that request pages of an application as fast as they are answered. Lives
 * for one round.
 */
final class Load {

	private static final int CALLERS = 2;

	private final LoadedApplication application;

	private final List<String> pages;

	private final List<Long> nanos = new ArrayList<>();

	private volatile long end;

	Load(LoadedApplication application, Pages pages) {
		this.application = application;
		this.pages = pages.paths;
	}

	Result run(int seconds) throws Exception {
		long cpu = this.application.cpuNanos();
		ThreadTimes before = this.application.threadTimes();
		long start = System.nanoTime();
		this.end = start + TimeUnit.SECONDS.toNanos(seconds);
		List<CompletableFuture<Void>> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			callers.add(CompletableFuture.runAsync(this::call, (task) -> new Thread(task).start()));
		}
		for (CompletableFuture<Void> caller : callers) {
			caller.get();
		}
		return new Result(this.nanos.stream().sorted().toList(), System.nanoTime() - start,
				this.application.cpuNanos() - cpu, this.application.threadTimes().since(before));
	}

	private void call() {
		List<Long> own = new ArrayList<>();
		try {
			for (int i = 0; System.nanoTime() < this.end; i++) {
				long start = System.nanoTime();
				this.application.page(this.pages.get(i % this.pages.size()));
				own.add(System.nanoTime() - start);
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		synchronized (this.nanos) {
			this.nanos.addAll(own);
		}
	}

	/**
	 * The pages to request.
	 */
	enum Pages {

		/** A few fields as JSON: most of the time is spent in the framework. */
		SMALL("cpu?ms=0"),

		/** A megabyte of garbage for each request, in pieces of one KB. */
		ALLOCATING("alloc?mb=1", "cpu?ms=0", "alloc?mb=2");

		private final List<String> paths;

		Pages(String... paths) {
			this.paths = List.of(paths);
		}

	}

	/**
	 * The result of one round.
	 *
	 * @param sorted the nanoseconds of each request, the fastest first
	 * @param nanos how long the round took
	 * @param cpuNanos the CPU time of the application
	 * @param threads the same by the purpose of its threads
	 */
	record Result(List<Long> sorted, long nanos, long cpuNanos, ThreadTimes threads) {

		double perSecond() {
			return this.sorted.size() * 1e9 / this.nanos;
		}

		double perCpuSecond() {
			return this.sorted.size() * 1e9 / this.cpuNanos;
		}

		/** The microseconds of CPU time for each request. */
		double micros(ThreadTimes.Group group) {
			return this.threads.of(group) / 1e3 / this.sorted.size();
		}

		/** The same in the kernel. */
		double kernelMicros() {
			return this.threads.kernelNanos() / 1e3 / this.sorted.size();
		}

		double millis(double quantile) {
			return this.sorted.get((int) (quantile * (this.sorted.size() - 1))) / 1e6;
		}

	}

}
