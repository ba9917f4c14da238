package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;

/**
 * What does it cost a Boot application under HTTP load to have the starter, to be
 * profiled, and what do the JDK's own recording and the Pyroscope agent cost it? The
 * sample application runs once for each variant, all at the same time; they take turns to
 * be under load, while the others are idle. Each figure is compared with that of the
 * application without profiling in the same round.
 */
final class BootOverhead {

	private static final int WARM_UP = 4;

	private static final String OFF = "--pprof.enabled=false";

	private BootOverhead() {
	}

	/**
	 * Runs it.
	 * @param args the jar of the sample application, rounds, seconds of each, and the jar
	 * of the Pyroscope agent if it takes part
	 */
	public static void main(String[] args) throws Exception {
		Path jar = Path.of(args[0]);
		int rounds = Integer.parseInt(args[1]);
		int seconds = Integer.parseInt(args[2]);
		try (Sink sink = new Sink()) {
			Map<String, Variant> variants = variants(seconds, (args.length > 3) ? args[3] : "", sink);
			print(run(jar, variants, rounds, seconds));
			System.out.printf(Locale.ROOT, "The Pyroscope agents have pushed %,d KB%n", sink.bytes() / 1024);
		}
	}

	private static Map<String, Variant> variants(int seconds, String pyroscope, Sink sink) {
		Map<String, Variant> variants = new LinkedHashMap<>();
		variants.put("nothing", Variant.of(OFF));
		variants.put("nothing, once more", Variant.of(OFF));
		variants.put("starter, no labels", Variant.of("--pprof.labels.http=false", "--pprof.labels.tasks=false"));
		variants.put("starter", Variant.of());
		variants.put("starter, CPU profile running", Variant.of().asked("profile?seconds=" + (seconds + 2)));
		variants.put("starter, wall profile running", Variant.of().asked("wall?seconds=" + (seconds + 2)));
		variants.put("starter, keeping the past", Variant.of("--pprof.cpu.continuous.enabled=true"));
		variants.put("starter, scraped", Variant.of().asked("scrape"));
		variants.put("JFR, settings=default", Variant.of(OFF).with("-XX:StartFlightRecording=settings=default"));
		variants.put("JFR, settings=profile", Variant.of(OFF).with("-XX:StartFlightRecording=settings=profile"));
		if (!pyroscope.isEmpty()) {
			String agent = "-javaagent:" + pyroscope;
			List<String> pushing = List.of("-Dpyroscope.server.address=" + sink.address(),
					"-Dpyroscope.application.name=sample", "-Dpyroscope.format=jfr", "-Dpyroscope.log.level=error");
			variants.put("Pyroscope agent, CPU", Variant.of(OFF).with(pushing).with(agent));
			variants.put("Pyroscope agent, CPU, alloc, lock",
					Variant.of(OFF)
						.with(pushing)
						.with("-Dpyroscope.profiler.alloc=512k")
						.with("-Dpyroscope.profiler.lock=10ms")
						.with(agent));
		}
		return variants;
	}

	private static Map<String, List<Load.Result>> run(Path jar, Map<String, Variant> variants, int rounds, int seconds)
			throws Exception {
		List<String> names = List.copyOf(variants.keySet());
		Map<String, List<Load.Result>> results = new LinkedHashMap<>();
		names.forEach((name) -> results.put(name, new ArrayList<>()));
		List<LoadedApplication> applications = new ArrayList<>();
		try {
			for (Variant variant : variants.values()) {
				applications.add(LoadedApplication.start(jar, variant.jvm(), variant.arguments()));
			}
			for (int round = -WARM_UP; round < rounds; round++) {
				for (int i = 0; i < names.size(); i++) {
					// Each comes first in some round, and last in another.
					int index = Math.floorMod(i + round, names.size());
					String name = names.get(index);
					Load.Result result = measure(applications.get(index),
							Objects.requireNonNull(variants.get(name)).profile(), seconds);
					if (round >= 0) {
						Objects.requireNonNull(results.get(name)).add(result);
					}
				}
			}
		}
		finally {
			applications.forEach(LoadedApplication::close);
		}
		return results;
	}

	/**
	 * A profile begins before the load and ends after it: to check the password, and to
	 * write the profile, is not what is measured here.
	 */
	private static Load.Result measure(LoadedApplication application, String profile, int seconds) throws Exception {
		CompletableFuture<Void> profiler = profile.isEmpty() ? CompletableFuture.completedFuture(null)
				: CompletableFuture.runAsync(() -> profile(application, profile));
		Thread.sleep(profile.isEmpty() ? 0 : 1000);
		Load.Result result = new Load(application).run(seconds);
		profiler.get();
		return result;
	}

	/** A scraper asks for all of them in turn, every ten seconds or so. */
	private static void profile(LoadedApplication application, String profile) {
		try {
			if (!profile.equals("scrape")) {
				application.profile(profile);
				return;
			}
			Thread.sleep(1000);
			for (String path : List.of("heap", "goroutine", "block", "mutex", "profile?seconds=2")) {
				application.profile(path);
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void print(Map<String, List<Load.Result>> results) {
		List<Load.Result> base = Objects.requireNonNull(results.get("nothing"));
		System.out.printf(Locale.ROOT, "JDK %s, median (quartiles), over 'nothing'%n", Runtime.version());
		results.forEach((name, measured) -> {
			System.out.println(name);
			ratios("requests per second", measured, base, Load.Result::perSecond);
			ratios("requests per CPU second", measured, base, Load.Result::perCpuSecond);
			ratios("p50", measured, base, (result) -> result.millis(0.5));
			ratios("p99", measured, base, (result) -> result.millis(0.99));
			System.out.printf(Locale.ROOT, "  %.0f requests per second, p50 %.2f ms, p99 %.2f ms%n",
					median(measured, Load.Result::perSecond), median(measured, (result) -> result.millis(0.5)),
					median(measured, (result) -> result.millis(0.99)));
		});
	}

	private static double median(List<Load.Result> results, ToDoubleFunction<Load.Result> figure) {
		return new Statistics(results.stream().map(figure::applyAsDouble).toList()).median();
	}

	private static void ratios(String what, List<Load.Result> measured, List<Load.Result> base,
			ToDoubleFunction<Load.Result> figure) {
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < measured.size(); i++) {
			ratios.add(figure.applyAsDouble(measured.get(i)) / figure.applyAsDouble(base.get(i)));
		}
		System.out.printf(Locale.ROOT, "  %-24s %s%n", what, new Statistics(ratios));
	}

	/**
	 * A way to run the application.
	 *
	 * @param profile what is asked for while it is under load, empty if nothing is
	 * @param jvm options of the JVM
	 * @param arguments of the application
	 */
	private record Variant(String profile, List<String> jvm, List<String> arguments) {

		static Variant of(String... arguments) {
			return new Variant("", List.of(), List.of(arguments));
		}

		Variant asked(String profile) {
			return new Variant(profile, this.jvm, this.arguments);
		}

		Variant with(String option) {
			return with(List.of(option));
		}

		Variant with(List<String> options) {
			List<String> all = new ArrayList<>(this.jvm);
			all.addAll(options);
			return new Variant(this.profile, all, this.arguments);
		}

	}

}
