package dev.pprof4j.source.heap;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.source.agent.AgentLibrary;

/**
 * As many bytes in small arrays as in large ones, much faster than the budget of the
 * sampler allows to follow up.
 */
final class FastAllocations {

	private static final int INTERVAL = 4096;

	private static final int MICROS_PER_CPU_SECOND = 10_000;

	private static final int ROUNDS = 60_000;

	private static final int LARGE = 100_000;

	private static final int SMALL = 1000;

	/** Of an array of bytes. */
	private static final int HEADER = 16;

	static volatile Object sink = "";

	private FastAllocations() {
	}

	/**
	 * Runs it.
	 * @param args a folder for the profile
	 */
	public static void main(String[] args) throws Exception {
		Path folder = Path.of(args[0]);
		try (SampledHeapSource source = new SampledHeapSource(new AgentLibrary(null, folder), INTERVAL, 1000,
				HeapSampling.MAX_LIVE, MICROS_PER_CPU_SECOND)) {
			source.start();
			for (int i = 0; i < ROUNDS; i++) {
				small();
				large();
			}
			Profile profile = source.snapshot(ProfileKind.ALLOCS, false);
			print(source.figures().orElseThrow().work());
			System.out.println("thread nanos " + ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
			Files.write(folder.resolve("fast.pb.gz"), new PprofEncoder(new Application("test", "")).encode(profile));
		}
		System.out.println("alloc small " + (long) ROUNDS * (LARGE / SMALL) * (SMALL + HEADER));
		System.out.println("alloc large " + (long) ROUNDS * (LARGE + HEADER));
	}

	private static void print(HeapFigures.Work work) {
		System.out.println("sampler drawn " + work.drawn());
		System.out.println("sampler expected " + Math.round(ROUNDS * (chance(LARGE) + LARGE / SMALL * chance(SMALL))));
		System.out.println("sampler followed " + work.followedUp());
		System.out.println("sampler effective " + work.effective());
		System.out.println("sampler nanos " + work.cpuTime().toNanos());
	}

	/** Of being drawn (JEP 331). */
	private static double chance(int length) {
		return 1 - Math.exp(-(length + HEADER) / (double) INTERVAL);
	}

	private static void small() {
		for (int i = 0; i < LARGE / SMALL; i++) {
			sink = new byte[SMALL];
		}
	}

	private static void large() {
		sink = new byte[LARGE];
	}

}
