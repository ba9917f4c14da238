package dev.pprof4j.benchmarks;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;

import dev.pprof4j.Pprof;
import dev.pprof4j.RunningProfile;
import dev.pprof4j.label.ProfilingLabels;
import dev.pprof4j.profile.ProfileKind;

/**
 * What does it cost to open and close a scope? Measures the nanoseconds beyond those of a
 * {@code try} block around the same body, without a recording and with one of CPU time.
 * Rounds of each take turns.
 */
final class LabelCost {

	private static final int CALLS = 2_000_000;

	private static final int WARM_UP = 6;

	static volatile long sink;

	private static final Runnable BODY = LabelCost::body;

	private LabelCost() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the number of rounds
	 */
	public static void main(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[0]);
		ProfilingLabels kept = ProfilingLabels.of("tenant", "acme");
		ProfilingLabels two = ProfilingLabels.of("tenant", "acme").and("job", "import");
		String[] tenants = { "one", "two", "three", "four", "five", "six", "seven", "eight" };
		System.out.printf("JDK %s, nanoseconds more than a try block%n", Runtime.version());
		try (Pprof pprof = Pprof.start("labels")) {
			for (boolean recorded : new boolean[] { false, true }) {
				Runnable all = () -> {
					compare("a label that is kept", rounds, (i) -> kept.run(BODY));
					compare("ProfilingLabels.of, 8 values", rounds,
							(i) -> ProfilingLabels.of("tenant", tenants[i & 7]).run(BODY));
					compare("two labels that are kept", rounds, (i) -> two.run(BODY));
				};
				System.out.println(recorded ? "CPU time is recorded" : "no recording");
				if (recorded) {
					try (RunningProfile running = pprof.record(ProfileKind.CPU, OutputStream.nullOutputStream())) {
						all.run();
						System.out.println(running.stop().samples().size() + " samples");
					}
				}
				else {
					all.run();
				}
			}
		}
	}

	private static void compare(String what, int rounds, IntConsumer labelled) {
		List<Double> more = new ArrayList<>();
		for (int i = 0; i < WARM_UP + rounds; i++) {
			double plain = nanosPerCall(LabelCost::inTryBlock);
			double with = nanosPerCall(labelled);
			if (i >= WARM_UP) {
				more.add(with - plain);
			}
		}
		System.out.printf(Locale.ROOT, "  %-30s %s%n", what, new Statistics(more));
	}

	private static void inTryBlock(int i) {
		try {
			BODY.run();
		}
		finally {
			sink = i;
		}
	}

	private static void body() {
		sink = 1;
	}

	private static double nanosPerCall(IntConsumer call) {
		long start = System.nanoTime();
		for (int i = 0; i < CALLS; i++) {
			call.accept(i);
		}
		return (System.nanoTime() - start) / (double) CALLS;
	}

}
