package dev.pprof4j.source.heap;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import com.sun.management.OperatingSystemMXBean;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.source.agent.AgentLibrary;

/**
 * Allocates as many bytes in small arrays as in large ones, much faster than the
 * sampler's budget allows it to follow up.
 */
final class FastAllocations {

	private static final int INTERVAL = 4096;

	static final int MICROS_PER_CPU_SECOND = 10_000;

	private static final int ROUNDS = 60_000;

	/** The rounds after those: some hundred, far enough apart to be followed up. */
	private static final int SLOW_ROUNDS = 100;

	private static final int LARGE = 100_000;

	private static final int SMALL = 1000;

	/** The header of a byte array, in bytes. */
	private static final int HEADER = 16;

	private static final OperatingSystemMXBean PROCESS = ManagementFactory
		.getPlatformMXBean(OperatingSystemMXBean.class);

	static volatile Object sink = "";

	private FastAllocations() {
	}

	/**
	 * Runs the program.
	 * @param args a folder for the profile
	 */
	public static void main(String[] args) throws Exception {
		Path folder = Path.of(args[0]);
		try (SampledHeapSource source = new SampledHeapSource(new AgentLibrary(null, folder), INTERVAL, 1000,
				HeapSampling.MAX_LIVE, MICROS_PER_CPU_SECOND)) {
			long start = System.nanoTime();
			source.start();
			Profile before = source.snapshot(ProfileKind.ALLOCS, false);
			for (int i = 0; i < ROUNDS; i++) {
				small();
				large();
			}
			Profile profile = source.snapshot(ProfileKind.ALLOCS, false);
			HeapFigures.Work all = work(source);
			Profile window = profile.since(before, Duration.ofSeconds(1));
			window.comments().forEach((comment) -> System.out.println("window: " + comment));
			print("sampler", all);
			System.out.println("sampler nanos " + all.cpuTime().toNanos());
			System.out.println("thread nanos " + ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
			System.out.println("process nanos " + PROCESS.getProcessCpuTime());
			System.out.println("elapsed nanos " + (System.nanoTime() - start));
			earn();
			HeapFigures.Work until = work(source);
			for (int i = 0; i < SLOW_ROUNDS; i++) {
				slow();
				Thread.sleep(20);
			}
			print("afterwards", work(source).since(until));
			Files.write(folder.resolve("fast.pb.gz"), new PprofEncoder(new Application("test", "")).encode(profile));
		}
		System.out.println("sampler expected " + Math.round(ROUNDS * (chance(LARGE) + LARGE / SMALL * chance(SMALL))));
		System.out.println("alloc small " + (long) ROUNDS * (LARGE / SMALL) * (SMALL + HEADER));
		System.out.println("alloc large " + (long) ROUNDS * (LARGE + HEADER));
	}

	private static HeapFigures.Work work(SampledHeapSource source) {
		return source.figures().orElseThrow().work();
	}

	private static void print(String when, HeapFigures.Work work) {
		System.out.println(when + " drawn " + work.drawn());
		System.out.println(when + " followed " + work.followedUp());
		System.out.println(when + " effective " + work.weights().effective());
	}

	/** The probability of being drawn (JEP 331). */
	private static double chance(int length) {
		return 1 - Math.exp(-(length + HEADER) / (double) INTERVAL);
	}

	private static void small() {
		for (int i = 0; i < LARGE / SMALL; i++) {
			sink = new byte[SMALL];
		}
	}

	/** Uses the CPU time that pays for some hundred samples. */
	private static void earn() {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		long end = threads.getCurrentThreadCpuTime() + 1_000_000_000;
		while (threads.getCurrentThreadCpuTime() < end) {
			Thread.onSpinWait();
		}
	}

	private static void slow() {
		sink = new byte[INTERVAL];
	}

	private static void large() {
		sink = new byte[LARGE];
	}

}
