package dev.pprof4j.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What does it cost a Boot application under HTTP load to have the starter and to be
 * profiled, and what do the JDK's own recording and the Pyroscope agent cost it? The
 * sample application runs once for each variant of a group, all at the same time; they
 * take turns, two seconds each, while the others are idle. The first second is ignored:
 * caches are cold after a rest, and budgets that were saved up are spent. Each figure is
 * compared with that of two applications without profiling in the same round. Groups are
 * small, so that no application rests for long. Two JVMs differ by several percent, since
 * each compiles in its own way; therefore everything is repeated with new JVMs.
 */
final class BootOverhead {

	/**
	 * Rounds until the compilers have little left to do; at first they take a third.
	 */
	private static final int WARM_UP = 25;

	private BootOverhead() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the jar of the sample application, that of the Pyroscope agent, the
	 * pages to request, how often new JVMs are started, the rounds with each of them, and
	 * the groups if not all of them
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
			for (VariantGroup group : VariantGroup.values()) {
				if (wanted.isEmpty() || wanted.contains(group.name())) {
					Map<String, Variant> variants = new LinkedHashMap<>();
					variants.put(OverheadTable.ONE, Variant.starterOff());
					variants.put(OverheadTable.OTHER, Variant.starterOff());
					variants.putAll(group.variants(new Pyroscope(args[1], sink)));
					List<Map<String, List<Load.Result>>> results = new ArrayList<>();
					for (int i = 0; i < repetitions; i++) {
						results.add(run(jar, pages, variants, rounds));
					}
					System.out.println(group);
					new OverheadTable(results).print(List.copyOf(variants.keySet()));
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
					// Each comes first in some rounds, and last in others.
					int index = Math.floorMod(i + round, names.size());
					new Load(applications.get(index), pages).run(1);
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

}
