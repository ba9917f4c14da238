package dev.pprof4j.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.pprof4j.benchmarks.OnOff.Score;
import dev.pprof4j.benchmarks.SwitchedApplication.Part;

/**
 * What does each part cost a Boot application under HTTP load? Everything is switched on
 * and off in one JVM: two JVMs differ by more than the cost in question, since each
 * compiles in its own way. The cost of describing inlined code is the same in both
 * states.
 */
final class PartsUnderLoad {

	private static final int WARM_UP = 10;

	/**
	 * Parts that start at once have many short rounds, since the performance of the
	 * machine varies.
	 */
	private static final int SHORT_ROUNDS = 8;

	/** The seconds of load before a part that needs to settle is measured. */
	private static final int SETTLING_SECONDS = 2;

	private PartsUnderLoad() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the jar of the sample application, the number of rounds, the seconds of
	 * each, and the parts if not all of them, of which LABELS is one
	 */
	public static void main(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[1]);
		int seconds = Integer.parseInt(args[2]);
		List<String> parts = List.of(args).subList(3, args.length);
		System.out.printf("JDK %s%n", Runtime.version());
		List<LoadedApplication> two = LoadedApplication.startTwo(Path.of(args[0]), SwitchedApplication.class);
		try (LoadedApplication labelled = two.get(0)) {
			LoadedApplication plain = two.get(1);
			for (int i = 0; i < WARM_UP; i++) {
				score((i % 2 == 0) ? labelled : plain, seconds);
			}
			if (parts.isEmpty() || parts.contains("LABELS")) {
				AtomicBoolean labels = new AtomicBoolean();
				compare("LABELS", () -> score(labels.get() ? labelled : plain, 1), () -> {
					labels.set(true);
					return () -> labels.set(false);
				}, SHORT_ROUNDS * rounds);
			}
			for (Part part : Part.values()) {
				if (parts.isEmpty() || parts.contains(part.name())) {
					boolean slow = part.isFlightRecorder();
					compare(part.name(), () -> score(plain, part, slow ? seconds : 1), () -> {
						plain.send(part.name());
						return () -> plain.send(SwitchedApplication.OFF);
					}, slow ? rounds : SHORT_ROUNDS * rounds);
				}
			}
		}
	}

	private static void compare(String what, Callable<Score> round, Callable<AutoCloseable> starter, int rounds)
			throws Exception {
		System.out.println(what);
		OnOff.compare(round, starter, rounds).print();
	}

	private static Score score(LoadedApplication application, Part part, int seconds) throws Exception {
		if (part.settles()) {
			new Load(application, Load.Pages.ALLOCATING).run(SETTLING_SECONDS);
		}
		return score(application, seconds);
	}

	private static Score score(LoadedApplication application, int seconds) throws Exception {
		Load.Result result = new Load(application, Load.Pages.ALLOCATING).run(seconds);
		return new Score(result.sorted().size(), result.cpuNanos(), result.nanos(), 0);
	}

}
