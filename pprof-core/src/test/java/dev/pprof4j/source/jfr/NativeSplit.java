package dev.pprof4j.source.jfr;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

import dev.pprof4j.source.CpuSplit;

/**
 * A thread that burns CPU time in native code and in Java, in turns. The truth is its own
 * clock, read around each turn.
 */
final class NativeSplit {

	private static final ThreadMXBean CLOCKS = ManagementFactory.getThreadMXBean();

	static volatile long sink;

	private final Thread thread;

	private long nativeNanos;

	private long totalNanos;

	NativeSplit(long cpuNanos) {
		this.thread = new Thread(() -> work(cpuNanos), "native-0");
	}

	void run() throws InterruptedException {
		this.thread.start();
		CpuSplit.awaitEnd(List.of(this.thread));
	}

	long totalNanos() {
		return this.totalNanos;
	}

	double nativeShare() {
		return (double) this.nativeNanos / this.totalNanos;
	}

	private void work(long cpuNanos) {
		Random random = new Random(1);
		byte[] bytes = new byte[1 << 16];
		random.nextBytes(bytes);
		byte[] out = new byte[1 << 17];
		long start = CLOCKS.getCurrentThreadCpuTime();
		for (long now = start; now - start < cpuNanos; now = CLOCKS.getCurrentThreadCpuTime()) {
			long before = CLOCKS.getCurrentThreadCpuTime();
			compress(bytes, out, 2 + random.nextInt(4));
			this.nativeNanos += CLOCKS.getCurrentThreadCpuTime() - before;
			add(1_000_000 + random.nextInt(4_000_000));
		}
		this.totalNanos = CLOCKS.getCurrentThreadCpuTime() - start;
	}

	private static void compress(byte[] bytes, byte[] out, int times) {
		for (int i = 0; i < times; i++) {
			Deflater deflater = new Deflater();
			deflater.setInput(bytes);
			deflater.finish();
			sink = deflater.deflate(out);
			deflater.end();
		}
	}

	private static void add(int rounds) {
		long x = sink;
		for (int i = 0; i < rounds; i++) {
			x = x * 31 + i;
		}
		sink = x;
	}

}
