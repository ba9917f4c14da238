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
 * What does it cost a Boot application under HTTP load to have the starter, to label
 * requests, to be profiled? The sample application runs once for each variant, all at the
 * same time; they take turns to be under load, while the others are idle. Each figure is
 * compared with that of the application without profiling in the same round.
 */
final class BootOverhead {

	private static final int WARM_UP = 3;

	private BootOverhead() {
	}

	/**
	 * Runs it.
	 * @param args the jar of the sample application, rounds, and seconds of each
	 */
	public static void main(String[] args) throws Exception {
		Path jar = Path.of(args[0]);
		int rounds = Integer.parseInt(args[1]);
		int seconds = Integer.parseInt(args[2]);
		Map<String, Variant> variants = new LinkedHashMap<>();
		variants.put("nothing", new Variant("", "--pprof.enabled=false"));
		variants.put("nothing, once more", new Variant("", "--pprof.enabled=false"));
		variants.put("starter, no labels", new Variant("", "--pprof.labels.http=false", "--pprof.labels.tasks=false"));
		variants.put("starter", new Variant(""));
		variants.put("starter, CPU profile running", new Variant("profile?seconds=" + seconds));
		variants.put("starter, wall profile running", new Variant("wall?seconds=" + seconds));
		variants.put("starter, scraped", new Variant("scrape"));
		List<String> names = List.copyOf(variants.keySet());
		Map<String, List<Load.Result>> results = new LinkedHashMap<>();
		List<LoadedApplication> applications = new ArrayList<>();
		try {
			for (Variant variant : variants.values()) {
				applications.add(LoadedApplication.start(jar, variant.arguments()));
			}
			for (int round = -WARM_UP; round < rounds; round++) {
				for (int i = 0; i < names.size(); i++) {
					// Each comes first in some round, and last in another.
					int index = Math.floorMod(i + round, names.size());
					String name = names.get(index);
					Load.Result result = measure(applications.get(index),
							Objects.requireNonNull(variants.get(name)).profile(), seconds);
					if (round >= 0) {
						results.computeIfAbsent(name, (first) -> new ArrayList<>()).add(result);
					}
				}
			}
		}
		finally {
			applications.forEach(LoadedApplication::close);
		}
		print(results);
	}

	private static Load.Result measure(LoadedApplication application, String profile, int seconds) throws Exception {
		CompletableFuture<Void> profiler = profile.isEmpty() ? CompletableFuture.completedFuture(null)
				: CompletableFuture.runAsync(() -> profile(application, profile));
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
	 * @param arguments of the application
	 */
	private record Variant(String profile, List<String> arguments) {

		Variant(String profile, String... arguments) {
			this(profile, List.of(arguments));
		}

	}

}
