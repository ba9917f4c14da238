package dev.pprof4j.benchmarks;

import java.nio.file.Path;
import java.util.List;

import dev.pprof4j.benchmarks.OnOff.Score;
import dev.pprof4j.benchmarks.SwitchedApplication.Part;

/**
 * What does each part cost a Boot application under HTTP load? Everything is switched on
 * and off in one JVM: two JVMs differ by more than the cost in question, since each
 * compiles in its own way. The cost of describing inlined code is the same in both
 * states.
 */
final class PartsUnderLoad {

	private static final int WARM_UP = 20;

	/**
	 * Parts that start at once have many short rounds, since the performance of the
	 * machine varies.
	 */
	private static final int SHORT_ROUNDS = 4;

	/** The seconds of load before a part that needs to settle is measured. */
	private static final int SETTLING_SECONDS = 2;

	private final Part part;

	private final LoadedApplication labelled;

	private final LoadedApplication plain;

	private final Load.Pages pages;

	private boolean on;

	/**
	 * Compares one part.
	 * @param part the part
	 * @param labelled labels its requests
	 * @param plain does not, in the same JVM
	 * @param pages the pages to request
	 */
	private PartsUnderLoad(Part part, LoadedApplication labelled, LoadedApplication plain, Load.Pages pages) {
		this.part = part;
		this.labelled = labelled;
		this.plain = plain;
		this.pages = pages;
	}

	/**
	 * Runs the benchmark.
	 * @param args the jar of the sample application, the pages to request, the number of
	 * rounds, the seconds of each, and the parts if not all of them
	 */
	public static void main(String[] args) throws Exception {
		Load.Pages pages = Load.Pages.valueOf(args[1]);
		int rounds = Integer.parseInt(args[2]);
		int seconds = Integer.parseInt(args[3]);
		List<String> wanted = List.of(args).subList(4, args.length);
		System.out.printf("JDK %s%n", Runtime.version());
		List<LoadedApplication> two = LoadedApplication.startTwo(Path.of(args[0]), SwitchedApplication.class);
		try (LoadedApplication labelled = two.get(0)) {
			LoadedApplication plain = two.get(1);
			for (int i = 0; i < WARM_UP; i++) {
				score((i % 2 == 0) ? labelled : plain, pages, seconds);
			}
			for (Part part : Part.values()) {
				if (wanted.isEmpty() || wanted.contains(part.name())) {
					new PartsUnderLoad(part, labelled, plain, pages).compare(rounds, seconds);
				}
			}
		}
	}

	private void compare(int rounds, int seconds) throws Exception {
		boolean slow = this.part.isFlightRecorder();
		System.out.println(this.part);
		OnOff.compare(() -> score(slow ? seconds : 1), this::start, slow ? rounds : SHORT_ROUNDS * rounds).print();
	}

	private AutoCloseable start() throws Exception {
		this.plain.send(this.part.name());
		this.on = true;
		return () -> {
			this.on = false;
			this.plain.send(SwitchedApplication.OFF);
		};
	}

	private Score score(int seconds) throws Exception {
		LoadedApplication application = (this.on && this.part.isLabelled()) ? this.labelled : this.plain;
		if (this.part.settles()) {
			new Load(application, this.pages).run(SETTLING_SECONDS);
		}
		return score(application, this.pages, seconds);
	}

	private static Score score(LoadedApplication application, Load.Pages pages, int seconds) throws Exception {
		Load.Result result = new Load(application, pages).run(seconds);
		return new Score(result.sorted().size(), result.cpuNanos(), result.nanos(), 0);
	}

}
