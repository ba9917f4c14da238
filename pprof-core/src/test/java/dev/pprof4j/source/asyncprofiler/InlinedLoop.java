package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.Recording;
import dev.pprof4j.symbol.SourceFiles;

/**
 * A program whose hot loop the JIT has compiled, with its three small callees inlined,
 * before its CPU profile is taken. The callees do the same thing 60, 30 and 10 times.
 */
final class InlinedLoop {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	static volatile long sink;

	private InlinedLoop() {
	}

	/**
	 * Takes the profile.
	 * @param args {@code early} or {@code late}, when async-profiler is loaded; then the
	 * file to write the profile to
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		Path tempDir = Path.of(args[1]).resolveSibling("");
		AsyncProfilerLibrary library = new AsyncProfilerLibrary(null, tempDir);
		if (args[0].equals("early")) {
			Thread loader = new Thread(library::load);
			loader.start();
			loader.join();
		}
		CountDownLatch compiled = new CountDownLatch(1);
		CountDownLatch recording = new CountDownLatch(1);
		Thread worker = new Thread(() -> work(compiled, recording), "worker");
		worker.start();
		compiled.await();
		try (PrivateDirectory directory = new PrivateDirectory(tempDir);
				Recording started = new CpuSource(library, directory, 499,
						new SourceFiles(InlinedLoop.class.getClassLoader()))
					.start()) {
			recording.countDown();
			worker.join();
			Profile profile = started.stop();
			Files.write(Path.of(args[1]), new PprofEncoder(new Application("inlined", "")).encode(profile));
		}
	}

	private static void work(CountDownLatch compiled, CountDownLatch recording) {
		burn(4 * SECOND);
		compiled.countDown();
		try {
			recording.await();
		}
		catch (InterruptedException ex) {
			return;
		}
		burn(4 * SECOND);
	}

	private static void burn(long cpuNanos) {
		long end = THREADS.getCurrentThreadCpuTime() + cpuNanos;
		long x = 1;
		while (THREADS.getCurrentThreadCpuTime() < end) {
			x = loop(x, 20_000);
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
		for (int i = 0; i < 60; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		return x;
	}

	static long thirty(long seed) {
		long x = seed;
		for (int i = 0; i < 30; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		return x;
	}

	static long ten(long seed) {
		long x = seed;
		for (int i = 0; i < 10; i++) {
			x = x * 31 + (x >>> 7) + i;
		}
		return x;
	}

}
