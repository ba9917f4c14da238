package dev.pprof4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.Sample;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.heap.SampledHeapSource;

/**
 * What does one scrape of the heap cost, with 10,000 distinct stacks of 60 frames and
 * 20,000 sampled objects alive? Run it with {@code -Xlog:safepoint} to see which
 * safepoints occur during that time: none is ours.
 */
final class SnapshotCost {

	private static final int STACKS = 10_000;

	private static final int KEPT = 32_000;

	private static final int BITS = 14;

	private static final int DEPTH = 60;

	/**
	 * As large as the sampling interval: each object is sampled with a probability of
	 * 0.63.
	 */
	private static final int OBJECT_BYTES = 32 * 1024;

	private final List<byte[]> kept = new ArrayList<>();

	private SnapshotCost() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the number of scrapes
	 */
	public static void main(String[] args) {
		AgentLibrary library = new AgentLibrary(null, Path.of(System.getProperty("java.io.tmpdir")));
		SnapshotCost cost = new SnapshotCost();
		try (SampledHeapSource source = new SampledHeapSource(library, OBJECT_BYTES, 16_000)) {
			source.start();
			cost.fill();
			cost.measure(source, Integer.parseInt(args[0]));
		}
	}

	private void fill() {
		for (int i = 0; i < KEPT; i++) {
			zero(i % STACKS, 0);
		}
	}

	private void measure(SampledHeapSource source, int scrapes) {
		System.gc();
		PprofEncoder encoder = new PprofEncoder(new Application("benchmark", ""));
		List<Double> snapshots = new ArrayList<>();
		List<Double> answers = new ArrayList<>();
		byte[] bytes = {};
		Profile profile = source.snapshot(ProfileKind.HEAP, false);
		for (int i = 0; i < scrapes; i++) {
			long start = System.nanoTime();
			profile = source.snapshot(ProfileKind.HEAP, false);
			snapshots.add((System.nanoTime() - start) / 1e6);
			bytes = encoder.encode(profile);
			answers.add((System.nanoTime() - start) / 1e6);
		}
		long live = profile.samples().stream().map(Sample::values).mapToLong((values) -> values.get(2)).sum();
		System.out.printf(Locale.ROOT, "JDK %s: %d samples, %d objects in use, %d bytes encoded, %d kept%n",
				Runtime.version(), profile.samples().size(), live, bytes.length, this.kept.size());
		System.out.printf(Locale.ROOT, "snapshot, ms:              first %.1f, %s%n", snapshots.get(0),
				new Statistics(snapshots));
		System.out.printf(Locale.ROOT, "snapshot and encoding, ms: first %.1f, %s, worst %.1f%n", answers.get(0),
				new Statistics(answers), new Statistics(answers).max());
		System.out.printf(Locale.ROOT, "memory of the sampler:     %.1f MB%n",
				source.figures().orElseThrow().memoryBytes() / 1e6);
	}

	private void zero(int path, int depth) {
		if (depth == DEPTH) {
			this.kept.add(new byte[OBJECT_BYTES]);
		}
		else if (depth < BITS && (path >> depth & 1) == 1) {
			one(path, depth + 1);
		}
		else {
			zero(path, depth + 1);
		}
	}

	private void one(int path, int depth) {
		zero(path, depth);
	}

}
