package dev.pprof4j.source;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.stream.Stream;

import dev.pprof4j.test.Programs;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A native thread that uses CPU time before it becomes a Java thread, called
 * {@code attached-0}. There can be only one at a time.
 */
public final class NativeThread {

	private static boolean loaded;

	private NativeThread() {
	}

	/**
	 * Starts the thread.
	 * @param directory where the library is compiled, by the first call
	 * @param cpuNanos the CPU time that it uses before this returns
	 * @return the CPU time that it has used
	 */
	public static long started(Path directory, long cpuNanos) throws IOException, InterruptedException {
		if (!loaded) {
			System.load(compiled(directory).toString());
			loaded = true;
		}
		return start(cpuNanos);
	}

	private static Path compiled(Path directory) throws IOException, InterruptedException {
		Path library = directory.resolve("libnative_thread.so").toAbsolutePath();
		String include = System.getProperty("java.home") + "/include";
		Process compiler = new ProcessBuilder(Programs.require("gcc").toString(), "-O1", "-fPIC", "-shared", "-pthread",
				"-I" + include, "-I" + include + "/linux", "-o", library.toString(), "src/test/c/native_thread.c")
			.inheritIO()
			.start();
		assertThat(compiler.waitFor()).isZero();
		return library;
	}

	private static native long start(long cpuNanos);

	/**
	 * Has the thread become a Java thread, once or several times, and end.
	 * @param cpuNanos the CPU time that it uses as a Java thread, each time
	 * @param times how many times
	 * @return the CPU time that it used the last time
	 */
	public static native long finish(long cpuNanos, int times);

	/**
	 * Waits until it has used this much, before and as a Java thread, or has ended.
	 * @param nanos the CPU time
	 * @param finishes the thread that calls {@link #finish}
	 */
	public static void awaitUsed(long nanos, Thread finishes) throws InterruptedException {
		ThreadMXBean clocks = ManagementFactory.getThreadMXBean();
		boolean seen = false;
		while (!seen && finishes.isAlive()) {
			Thread.sleep(5);
			seen = Stream.of(clocks.dumpAllThreads(false, false))
				.anyMatch((thread) -> thread.getThreadName().equals("attached-0")
						&& clocks.getThreadCpuTime(thread.getThreadId()) >= nanos);
		}
	}

}
