package dev.pprof4j.source.heap;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import com.sun.management.ThreadMXBean;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.agent.AgentLibrary;

import javax.management.JMException;
import javax.management.ObjectName;

/**
 * A program that allocates and keeps known amounts, each in a method of its own, and
 * prints what the JVM counts: {@code ThreadMXBean} for what was allocated, and the class
 * histogram for what is in use.
 */
final class HeapWorkload {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	static volatile Object sink = "";

	private final List<Object> kept = new ArrayList<>();

	private HeapWorkload() {
	}

	/**
	 * Runs the program.
	 * @param args the sampling interval in bytes, a folder for the profiles, and how many
	 * microseconds of each second of CPU time may go into walking stacks
	 */
	public static void main(String[] args) throws Exception {
		int interval = Integer.parseInt(args[0]);
		Path folder = Path.of(args[1]);
		int microsPerCpuSecond = Integer.parseInt(args[2]);
		try (SampledHeapSource source = new SampledHeapSource(new AgentLibrary(null, folder), interval, 1000,
				HeapSampling.MAX_LIVE, microsPerCpuSecond)) {
			source.start();
			new HeapWorkload().run(source, folder);
		}
	}

	private void run(SampledHeapSource source, Path folder) throws Exception {
		histogram("before");
		truth("objects", HeapWorkload::objects, 4_000_000);
		truth("kilobytes", HeapWorkload::kilobytes, 300_000);
		truth("largeArrays", HeapWorkload::largeArrays, 3_000);
		truth("hugeArrays", HeapWorkload::hugeArrays, 60);
		truth("fast", HeapWorkload::fast, 400_000);
		truth("slow", HeapWorkload::slow, 60);
		truth("keepObjects", this::keepObjects, 2_000_000);
		truth("keepArrays", this::keepArrays, 20_000);
		truth("keepHuge", this::keepHuge, 40);
		write(source, folder.resolve("full.pb.gz"));
		histogram("full");
		for (int i = this.kept.size() - 1; i >= 0; i--) {
			if (i % 2 == 0) {
				this.kept.set(i, "");
			}
		}
		write(source, folder.resolve("half.pb.gz"));
		histogram("half");
	}

	private static void truth(String name, IntConsumer work, int times) {
		long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
		work.accept(times);
		long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
		System.out.println("alloc " + name + " " + bytes);
	}

	private static void write(SampledHeapSource source, Path file) throws IOException {
		byte[] bytes = new PprofEncoder(new Application("heap", "")).encode(source.snapshot(ProfileKind.HEAP, true));
		Files.write(file, bytes);
	}

	private static void histogram(String when) throws JMException {
		String text = (String) ManagementFactory.getPlatformMBeanServer()
			.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
					new Object[] { new String[0] }, new String[] { String[].class.getName() });
		text.lines()
			.map((line) -> line.trim().split("\\s+", -1))
			.filter((row) -> row.length > 3 && List.of(Kept.class.getName(), "[D", "[F").contains(row[3]))
			.forEach((row) -> System.out.println(when + " " + row[3] + " " + row[1] + " " + row[2]));
	}

	static void objects(int times) {
		for (int i = 0; i < times; i++) {
			sink = new Kept(i);
		}
	}

	static void kilobytes(int times) {
		for (int i = 0; i < times; i++) {
			sink = new byte[1000];
		}
	}

	static void largeArrays(int times) {
		for (int i = 0; i < times; i++) {
			sink = new long[12_800];
		}
	}

	static void hugeArrays(int times) {
		for (int i = 0; i < times; i++) {
			sink = new byte[5_000_000];
		}
	}

	/** As fast as possible: more than a gigabyte a second. */
	static void fast(int times) {
		for (int i = 0; i < times; i++) {
			sink = new byte[8_000 + i % 1_000];
		}
	}

	/** About a megabyte a second. */
	static void slow(int times) {
		for (int i = 0; i < times; i++) {
			for (int k = 0; k < 250; k++) {
				sink = new int[10];
			}
			try {
				TimeUnit.MILLISECONDS.sleep(10);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private void keepObjects(int times) {
		for (int i = 0; i < times / 100; i++) {
			Kept[] some = new Kept[100];
			this.kept.add(some);
			for (int k = 0; k < some.length; k++) {
				some[k] = newKept(k);
			}
		}
	}

	private static Kept newKept(int number) {
		return new Kept(number);
	}

	private void keepArrays(int times) {
		for (int i = 0; i < times; i++) {
			this.kept.add(new double[500]);
		}
	}

	private void keepHuge(int times) {
		for (int i = 0; i < times; i++) {
			this.kept.add(new float[500_000]);
		}
	}

	/**
	 * An object of 24 bytes.
	 */
	static final class Kept {

		final long number;

		Kept(long number) {
			this.number = number;
		}

	}

}
