package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How accurate are the numbers, stack by stack, of the sampler and of its fallback, and
 * of what jfr-converter makes of recordings of async-profiler and of JDK Flight Recorder?
 * The same program runs in a JVM for each of them, one after the other, and knows what it
 * did.
 */
final class HeapAccuracy {

	private static final List<String> SOURCES = List.of("sampler", "jfr", "async-profiler", "JFR");

	private HeapAccuracy() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the number of rounds, and the seconds of each
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		int rounds = Integer.parseInt(args[0]);
		Map<String, Map<String, List<Double>>> ratios = new java.util.TreeMap<>();
		for (int round = 0; round < rounds; round++) {
			for (String source : SOURCES) {
				for (String line : run(source, args[1])) {
					String[] row = line.split(" ", -1);
					double ratio = Double.parseDouble(row[2]) / Double.parseDouble(row[1]);
					ratios.computeIfAbsent(row[0], (key) -> new java.util.TreeMap<>())
						.computeIfAbsent(source, (key) -> new ArrayList<>())
						.add(ratio);
				}
			}
		}
		System.out
			.println("JDK " + Runtime.version() + ": estimate / truth, median (smallest to largest) of " + rounds);
		System.out.println("| what | " + String.join(" | ", SOURCES) + " |");
		System.out.println("|---" + "|---".repeat(SOURCES.size()) + "|");
		ratios.forEach((what,
				bySource) -> System.out.println("| " + what + " | " + String.join(" | ",
						SOURCES.stream().map((source) -> cell(bySource.getOrDefault(source, List.of()))).toList())
						+ " |"));
	}

	private static String cell(List<Double> ratios) {
		if (ratios.isEmpty()) {
			return "-";
		}
		List<Double> sorted = ratios.stream().sorted().toList();
		return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", sorted.get(sorted.size() / 2), sorted.get(0),
				sorted.get(sorted.size() - 1));
	}

	private static List<String> run(String source, String seconds) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx2g", "-cp", System.getProperty("java.class.path"), KnownHeap.class.getName(), source, seconds)
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		List<String> lines = new String(process.getInputStream().readAllBytes(),
				java.nio.charset.StandardCharsets.UTF_8)
			.lines()
			.filter((line) -> line.startsWith(KnownHeap.ALLOC) || line.startsWith(KnownHeap.INUSE))
			.toList();
		if (process.waitFor() != 0 || lines.isEmpty()) {
			throw new IllegalStateException(source + " failed");
		}
		return lines;
	}

}
