package dev.pprof4j.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The figures of variants, over those of two variants without profiling.
 *
 * @param results the rounds of each variant, in each set of JVMs
 */
record OverheadTable(List<Map<String, List<Load.Result>>> results) {

	/** The two variants without profiling, which must be among the variants. */
	static final String ONE = "nothing";

	static final String OTHER = "nothing, once more";

	void print(List<String> names) {
		for (String name : names) {
			System.out.println(name);
			ratios("requests per CPU second", name, Load.Result::perCpuSecond);
			ratios("requests per second", name, Load.Result::perSecond);
			ratios("p50", name, (result) -> result.millis(0.5));
			ratios("p99", name, (result) -> result.millis(0.99));
			List<Load.Result> all = this.results.stream()
				.flatMap((run) -> run.getOrDefault(name, List.of()).stream())
				.toList();
			System.out.printf(Locale.ROOT, "  %.0f requests per second, p50 %.2f ms, p99 %.2f ms%n",
					median(all, Load.Result::perSecond), median(all, (result) -> result.millis(0.5)),
					median(all, (result) -> result.millis(0.99)));
			System.out.println("  microseconds of CPU time for each request: " + micros(all));
		}
	}

	/**
	 * Averages, because the compilers and the collector have nothing to do in most
	 * rounds.
	 */
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

	private void ratios(String what, String name, ToDoubleFunction<Load.Result> figure) {
		List<Double> medians = this.results.stream().map((run) -> ratio(run, name, figure)).toList();
		System.out.printf(Locale.ROOT, "  %-24s %s%n", what, new Statistics(medians).range());
	}

	/** The ratio, in each round, to the mean of the two without profiling. */
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

}
