package dev.pprof4j.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.Sample;

/**
 * A profile of a program that does not exist, the same in each run.
 *
 * @param name its name in the address
 * @param profile the profile
 */
record InventedProfile(String name, Profile profile) {

	private static final long SEED = 20_26;

	private static final Instant TAKEN = Instant.parse("2026-01-01T00:00:00Z");

	/**
	 * CPU time with the numbers of a real profile, of half a minute of the Java compiler:
	 * 3,601 stacks, 35,204 nodes, at most 197 frames.
	 */
	static InventedProfile ofCpu() {
		Random random = new Random(SEED);
		Functions functions = new Functions(4_000, 300, 100, random);
		CallTreeShape shape = new CallTreeShape(3_601, 35_204, 197, true, functions, random);
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.CPU, 10_000_000);
		for (List<Frame> stack : shape.stacks()) {
			long samples = skewed(1, random);
			builder.add(stack, Labels.of(Label.of("thread", "worker-" + skewed(1, random) % 40)), samples,
					10_000_000 * samples);
		}
		return new InventedProfile("profile", builder.build(TAKEN, Duration.ofSeconds(30)));
	}

	/**
	 * The heap of a large application: 100,000 stacks, 800,000 nodes, each with four
	 * values and two labels. No value is zero, so that all stacks are shown.
	 */
	static InventedProfile ofHeap() {
		Random random = new Random(SEED);
		Functions functions = new Functions(20_000, 1, 1, random);
		CallTreeShape shape = new CallTreeShape(100_000, 800_000, 197, false, functions, random);
		List<String> classes = FunctionNames.ofClasses(500, random);
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.HEAP, 512 * 1024);
		for (List<Frame> stack : shape.stacks()) {
			int type = (int) (skewed(1, random) % classes.size());
			long bytes = 16L * (1 + type % 40);
			long allocated = skewed(512 * 1024 / bytes, random);
			long inUse = 1 + allocated / (1 + random.nextInt(20));
			builder.add(stack, Labels.of(Label.of("class", classes.get(type)), Label.of("bytes", bytes, "bytes")),
					allocated, allocated * bytes, inUse, inUse * bytes);
		}
		return new InventedProfile("heap", builder.build(TAKEN, Duration.ZERO));
	}

	/** Mostly near the least value, occasionally a thousand times as large. */
	private static long skewed(long least, Random random) {
		return (long) (least / Math.pow(1 - 0.999 * random.nextDouble(), 0.9));
	}

	byte[] encoded() {
		return new PprofEncoder(new Application("benchmark", "")).encode(this.profile);
	}

	/** The numbers that make the profile comparable, counted in the profile itself. */
	String description() {
		List<Sample> samples = this.profile.samples();
		Set<Frame> frames = new HashSet<>();
		samples.forEach((sample) -> frames.addAll(sample.stack()));
		return String.format(Locale.ROOT,
				"%s: %,d samples, %,d nodes, %.1f frames deep on average and %d at most; %,d functions at %,d lines",
				this.name, samples.size(), nodes(),
				samples.stream().mapToInt(InventedProfile::depth).average().orElse(0),
				samples.stream().mapToInt(InventedProfile::depth).max().orElse(0),
				frames.stream().map(Frame::name).distinct().count(), frames.size());
	}

	private static int depth(Sample sample) {
		return sample.stack().size();
	}

	/** The nodes of the call tree of functions, without the root. */
	private int nodes() {
		Map<String, Integer> functions = new HashMap<>();
		Map<Long, Integer> nodes = new HashMap<>();
		for (Sample sample : this.profile.samples()) {
			int node = 0;
			for (int i = sample.stack().size() - 1; i >= 0; i--) {
				int function = functions.computeIfAbsent(sample.stack().get(i).name(), (added) -> functions.size());
				node = nodes.computeIfAbsent(((long) node << 32) | function, (added) -> nodes.size() + 1);
			}
		}
		return nodes.size();
	}

}
