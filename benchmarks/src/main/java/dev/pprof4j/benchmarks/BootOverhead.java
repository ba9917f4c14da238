package dev.pprof4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What does it cost a Boot application under HTTP load to have the starter, to be
 * profiled, and what do the JDK's own recording and the Pyroscope agent cost it? The
 * sample application runs once for each variant of a group, all at the same time; they
 * take turns, a second each, while the others are idle. Each figure is compared with that
 * of two applications without profiling in the same turn. Groups are small, so that no
 * application rests for long. Two JVMs differ by several percent, since each compiles in
 * its own way; therefore all of it is done with new JVMs again.
 */
final class BootOverhead {

	/**
	 * Rounds until the compilers have little left to do: at first they take a third.
	 */
	private static final int WARM_UP = 50;

	private static final int MINUTE = 60;

	private static final String OFF = "--pprof.enabled=false";

	private static final String HEAP = "--pprof.heap.enabled=";

	private static final String LABELS = "--pprof.labels.http=";

	private static final String BLOCK = "--pprof.block.enabled=";

	private static final String MUTEX = "--pprof.mutex.enabled=";

	private static final String CREATED = "--pprof.threadcreate.enabled=";

	/** What the starter does before anybody asks for a profile. */
	private static final List<String> SWITCHES = List.of(HEAP, LABELS, BLOCK, MUTEX, CREATED,
			"--pprof.mutex.virtual-threads=", "--pprof.cpu.preload=");

	private static final String ONE = "nothing";

	private static final String OTHER = "nothing, once more";

	private BootOverhead() {
	}

	/**
	 * Runs it.
	 * @param args the jar of the sample application, that of the Pyroscope agent, which
	 * pages, how often new JVMs are started, rounds with each of them, and groups if not
	 * all of them
	 */
	public static void main(String[] args) throws Exception {
		Path jar = Path.of(args[0]);
		Load.Pages pages = Load.Pages.valueOf(args[2]);
		int repetitions = Integer.parseInt(args[3]);
		int rounds = Integer.parseInt(args[4]);
		List<String> wanted = List.of(args).subList(5, args.length);
		System.out.printf(Locale.ROOT, "JDK %s: median of the rounds with each JVM, over that of nothing%n",
				Runtime.version());
		try (Sink sink = new Sink()) {
			for (Group group : Group.values()) {
				if (wanted.isEmpty() || wanted.contains(group.name())) {
					Map<String, Variant> variants = new LinkedHashMap<>();
					variants.put(ONE, Variant.of(OFF));
					variants.put(OTHER, Variant.of(OFF));
					variants.putAll(group.variants(new Pyroscope(args[1], sink)));
					List<Map<String, List<Load.Result>>> results = new ArrayList<>();
					for (int i = 0; i < repetitions; i++) {
						results.add(run(jar, pages, variants, rounds));
					}
					System.out.println(group);
					print(results, List.copyOf(variants.keySet()));
				}
			}
			System.out.printf(Locale.ROOT, "The Pyroscope agents have pushed %,d KB%n", sink.bytes() / 1024);
		}
	}

	private static Map<String, List<Load.Result>> run(Path jar, Load.Pages pages, Map<String, Variant> variants,
			int rounds) throws Exception {
		List<String> names = List.copyOf(variants.keySet());
		Map<String, List<Load.Result>> results = new LinkedHashMap<>();
		names.forEach((name) -> results.put(name, new ArrayList<>()));
		List<LoadedApplication> applications = new ArrayList<>();
		List<Requests> requests = new ArrayList<>();
		try {
			for (Variant variant : variants.values()) {
				LoadedApplication application = LoadedApplication.start(jar, variant.jvm(), variant.arguments());
				applications.add(application);
				requests.add(new Requests(application, variant.profiles()));
			}
			for (int round = -WARM_UP; round < rounds; round++) {
				for (int i = 0; i < names.size(); i++) {
					// Each comes first in some round, and last in another.
					int index = Math.floorMod(i + round, names.size());
					Load.Result result = new Load(applications.get(index), pages).run(1);
					if (round >= 0) {
						results.getOrDefault(names.get(index), new ArrayList<>()).add(result);
					}
				}
			}
		}
		finally {
			requests.forEach(Requests::close);
			applications.forEach(LoadedApplication::close);
		}
		return results;
	}

	private static void print(List<Map<String, List<Load.Result>>> results, List<String> names) {
		for (String name : names) {
			System.out.println(name);
			ratios("requests per CPU second", results, name, Load.Result::perCpuSecond);
			ratios("requests per second", results, name, Load.Result::perSecond);
			ratios("p50", results, name, (result) -> result.millis(0.5));
			ratios("p99", results, name, (result) -> result.millis(0.99));
			List<Load.Result> all = results.stream()
				.flatMap((run) -> run.getOrDefault(name, List.of()).stream())
				.toList();
			System.out.printf(Locale.ROOT, "  %.0f requests per second, p50 %.2f ms, p99 %.2f ms%n",
					median(all, Load.Result::perSecond), median(all, (result) -> result.millis(0.5)),
					median(all, (result) -> result.millis(0.99)));
			System.out.println("  microseconds of CPU time for each request: " + micros(all));
		}
	}

	/** On average: the compilers and the collector have nothing to do in most rounds. */
	private static String micros(List<Load.Result> results) {
		String groups = Arrays.stream(ThreadTimes.Group.values())
			.map((group) -> String.format(Locale.ROOT, "%s %.1f", group.name().toLowerCase(Locale.ROOT),
					results.stream().mapToDouble((result) -> result.micros(group)).average().orElse(0)))
			.collect(Collectors.joining(", "));
		return String.format(Locale.ROOT, "%s; in the kernel %.1f", groups,
				results.stream().mapToDouble(Load.Result::kernelMicros).average().orElse(0));
	}

	private static double median(List<Load.Result> results, ToDoubleFunction<Load.Result> figure) {
		return new Statistics(results.stream().map(figure::applyAsDouble).toList()).median();
	}

	private static void ratios(String what, List<Map<String, List<Load.Result>>> results, String name,
			ToDoubleFunction<Load.Result> figure) {
		List<Double> medians = results.stream().map((run) -> ratio(run, name, figure)).toList();
		System.out.printf(Locale.ROOT, "  %-24s %s%n", what, new Statistics(medians).range());
	}

	/** In each round over the mean of the two that have nothing. */
	private static double ratio(Map<String, List<Load.Result>> run, String name, ToDoubleFunction<Load.Result> figure) {
		List<Load.Result> measured = run.getOrDefault(name, List.of());
		List<Load.Result> one = run.getOrDefault(ONE, List.of());
		List<Load.Result> other = run.getOrDefault(OTHER, List.of());
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < measured.size(); i++) {
			double nothing = (figure.applyAsDouble(one.get(i)) + figure.applyAsDouble(other.get(i))) / 2;
			ratios.add(figure.applyAsDouble(measured.get(i)) / nothing);
		}
		return new Statistics(ratios).median();
	}

	/**
	 * What is compared with nothing, and with each other, in one go.
	 */
	private enum Group {

		/** The starter before anybody asks, in many JVMs rather than many ways. */
		IDLE {
			@Override
			Map<String, Variant> variants(Pyroscope pyroscope) {
				Map<String, Variant> variants = new LinkedHashMap<>();
				variants.put("starter", Variant.of());
				variants.put("starter, once more", Variant.of());
				return variants;
			}
		},

		/** The starter, a profile of CPU time, and those of the peers. */
		CPU {
			@Override
			Map<String, Variant> variants(Pyroscope pyroscope) {
				Map<String, Variant> variants = new LinkedHashMap<>();
				variants.put("starter", Variant.of());
				variants.put("starter, CPU profile running", Variant.of().asked("profile?seconds=" + MINUTE));
				variants.put("JFR, settings=default", flightRecorder("default"));
				variants.put("Pyroscope agent, CPU", pyroscope.agent());
				return variants;
			}
		},

		/** What samples more than CPU time. */
		MORE {
			@Override
			Map<String, Variant> variants(Pyroscope pyroscope) {
				Map<String, Variant> variants = new LinkedHashMap<>();
				variants.put("starter, scraped",
						Variant.of().asked("heap", "goroutine", "block", "mutex", "profile?seconds=10"));
				variants.put("starter, wall profile running", Variant.of().asked("wall?seconds=" + MINUTE));
				variants.put("JFR, settings=profile", flightRecorder("profile"));
				variants.put("Pyroscope agent, CPU, alloc, lock",
						pyroscope.agent("-Dpyroscope.profiler.alloc=512k", "-Dpyroscope.profiler.lock=10ms"));
				return variants;
			}
		},

		/** What the starter does before anybody asks, each by itself. */
		PARTS {
			@Override
			Map<String, Variant> variants(Pyroscope pyroscope) {
				Map<String, Variant> variants = new LinkedHashMap<>();
				variants.put("starter, nothing on", Variant.ofParts());
				variants.put("starter, labels alone", Variant.ofParts(LABELS));
				variants.put("starter, waits alone", Variant.ofParts(BLOCK, MUTEX));
				variants.put("starter, heap sampler alone", Variant.ofParts(HEAP));
				return variants;
			}
		},

		/** What costs least, and the past, which is off unless it is wanted. */
		OTHERS {
			@Override
			Map<String, Variant> variants(Pyroscope pyroscope) {
				Map<String, Variant> variants = new LinkedHashMap<>();
				variants.put("starter, started threads alone", Variant.ofParts(CREATED));
				variants.put("starter, keeping the past", Variant.of("--pprof.cpu.continuous.enabled=true"));
				return variants;
			}
		};

		abstract Map<String, Variant> variants(Pyroscope pyroscope);

		private static Variant flightRecorder(String settings) {
			return Variant.of(OFF).with("-XX:StartFlightRecording=settings=" + settings);
		}

	}

	/**
	 * Grafana's agent.
	 *
	 * @param jar its file
	 * @param sink where it pushes to
	 */
	private record Pyroscope(String jar, Sink sink) {

		Variant agent(String... options) {
			return Variant.of(OFF)
				.with("-javaagent:" + this.jar, "-Dpyroscope.server.address=" + this.sink.address(),
						"-Dpyroscope.application.name=sample", "-Dpyroscope.format=jfr", "-Dpyroscope.log.level=error")
				.with(options);
		}

	}

	/**
	 * A way to run the application.
	 *
	 * @param profiles what is asked for in turn, again and again
	 * @param jvm options of the JVM
	 * @param arguments of the application
	 */
	private record Variant(List<String> profiles, List<String> jvm, List<String> arguments) {

		static Variant of(String... arguments) {
			return new Variant(List.of(), List.of(), List.of(arguments));
		}

		/** The starter with these of its parts, and without the others. */
		static Variant ofParts(String... parts) {
			List<String> on = List.of(parts);
			return of(SWITCHES.stream().map((part) -> part + on.contains(part)).toArray(String[]::new));
		}

		Variant asked(String... profiles) {
			return new Variant(List.of(profiles), this.jvm, this.arguments);
		}

		Variant with(String... options) {
			List<String> all = Stream.concat(this.jvm.stream(), Stream.of(options)).toList();
			return new Variant(this.profiles, all, this.arguments);
		}

	}

}
