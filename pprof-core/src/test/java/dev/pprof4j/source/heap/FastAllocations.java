package dev.pprof4j.source.heap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.agent.Agent;
import dev.pprof4j.source.agent.AgentLibrary;

/**
 * As many bytes in small arrays as in large ones, much faster than the budget of the
 * sampler allows to follow up.
 */
final class FastAllocations {

	private static final int INTERVAL = 4096;

	private static final int MICROS_PER_SECOND = 10_000;

	private static final int ROUNDS = 60_000;

	private static final int LARGE = 100_000;

	private static final int SMALL = 1000;

	/** Of an array of bytes. */
	private static final int HEADER = 16;

	/** Where {@code heap_sampler.h} writes it. */
	private static final int HEADER_SAMPLES = 7;

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
				HeapSampling.MAX_LIVE, MICROS_PER_SECOND)) {
			source.start();
			for (int i = 0; i < ROUNDS; i++) {
				small();
				large();
			}
			Files.write(folder.resolve("fast.pb.gz"),
					new PprofEncoder(new Application("test", "")).encode(source.snapshot(ProfileKind.ALLOCS, false)));
		}
		System.out.println("followed up " + followedUp());
		System.out.println("alloc small " + (long) ROUNDS * (LARGE / SMALL) * (SMALL + HEADER));
		System.out.println("alloc large " + (long) ROUNDS * (LARGE + HEADER));
	}

	/** How many of the JVM's samples have been. */
	private static long followedUp() {
		Agent agent = Objects.requireNonNull(AgentLibrary.loaded());
		return agent.readHeap((tables) -> tables.header(HEADER_SAMPLES));
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
