package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.test.ParsedProfile;
import org.jspecify.annotations.Nullable;

/**
 * What does it take to convert a recording of async-profiler to pprof, with this library
 * and with jfr-converter, and what does the result contain? The larger recordings contain
 * the chunk of the smallest one several times. Each conversion runs in a JVM of its own.
 */
final class ConversionCost {

	private static final int SMALL_HEAP_SIZE = 115;

	private static final List<String> TOOLS = List.of("ours", "jfr-converter");

	private ConversionCost() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the number of rounds
	 */
	public static void main(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[0]);
		Path directory = Files.createTempDirectory("conversion");
		System.out.printf(Locale.ROOT, "JDK %s, median (quartiles)%n", Runtime.version());
		for (RecordedWork work : RecordedWork.values()) {
			System.out.println(work.description());
			Path chunk = work.record(work.sizes().get(0), directory.resolve(work + ".jfr"));
			for (int size : work.sizes()) {
				Path recording = RecordedWork.repeat(chunk, size, directory.resolve(size + ".jfr"));
				System.out.printf(Locale.ROOT, " %d MB%n", Files.size(recording) / RecordedWork.MEGABYTE);
				for (String labels : List.of("plain", "threads")) {
					compare(recording, work, labels, rounds, directory);
				}
				if (size == SMALL_HEAP_SIZE) {
					inSmallHeap(recording, work, directory);
				}
				Files.delete(recording);
			}
		}
	}

	private static void inSmallHeap(Path recording, RecordedWork work, Path directory) throws Exception {
		for (String tool : TOOLS) {
			Path out = directory.resolve("small-" + tool + ".pb.gz");
			Took took = convert("-Xmx64m", tool, "threads", recording, work, out);
			System.out.println("  with thread labels in 64 MB of heap, " + tool + ": "
					+ ((took != null) ? "%.0f MB at most".formatted(took.peak()) : "fails"));
		}
	}

	private static void compare(Path recording, RecordedWork work, String labels, int rounds, Path directory)
			throws Exception {
		Map<String, List<Took>> all = new LinkedHashMap<>();
		Map<String, Path> written = new LinkedHashMap<>();
		for (int round = 0; round < rounds; round++) {
			for (String tool : TOOLS) {
				Path out = directory.resolve(tool + "-" + labels + ".pb.gz");
				Took took = convert("-Xmx4g", tool, labels, recording, work, out);
				all.computeIfAbsent(tool, (name) -> new ArrayList<>()).add(Objects.requireNonNull(took, tool));
				written.put(tool, out);
			}
		}
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			ratios.add(list(all, "jfr-converter").get(i).cpuSeconds() / list(all, "ours").get(i).cpuSeconds());
		}
		for (String tool : TOOLS) {
			System.out.printf(Locale.ROOT, "  %-8s %-14s CPU seconds %s, peak MB %.0f%n", labels, tool,
					new Statistics(list(all, tool).stream().map(Took::cpuSeconds).toList()),
					new Statistics(list(all, tool).stream().map(Took::peak).toList()).median());
			System.out.println("    " + content(Objects.requireNonNull(written.get(tool))));
		}
		System.out.println("  " + labels + ", CPU seconds of jfr-converter over ours: " + new Statistics(ratios));
	}

	private static List<Took> list(Map<String, List<Took>> all, String tool) {
		return Objects.requireNonNull(all.get(tool));
	}

	private static @Nullable Took convert(String heap, String tool, String labels, Path recording, RecordedWork work,
			Path out) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap,
				"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Conversion.class.getName(), tool,
				labels, recording.toString(), out.toString(), "" + work.intervalNanos())
			.redirectErrorStream(true)
			.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			return null;
		}
		return new Took(figure(said, "cpu"), figure(said, "peak"));
	}

	private static double figure(String said, String name) {
		Matcher figure = Pattern.compile(name + "=([0-9.]+)").matcher(said);
		if (!figure.find()) {
			throw new IllegalStateException(said);
		}
		return Double.parseDouble(figure.group(1));
	}

	private static String content(Path file) throws IOException {
		ParsedProfile profile = Converted.read(file);
		Set<String> labels = new HashSet<>();
		profile.proto().getSampleList().forEach((sample) -> labels.addAll(profile.labels(sample).keySet()));
		List<String> totals = new ArrayList<>();
		for (int i = 0; i < profile.sampleTypes().size(); i++) {
			totals.add("%s %,d".formatted(profile.sampleTypes().get(i), profile.total(i)));
		}
		return "%,d KB, %,d samples, %s, labels %s, default type '%s', duration %.1f s, lines %s".formatted(
				Files.size(file) / 1024, profile.proto().getSampleCount(), totals, labels.stream().sorted().toList(),
				profile.string(profile.proto().getDefaultSampleType()), profile.proto().getDurationNanos() / 1e9,
				profile.proto()
					.getLocationList()
					.stream()
					.anyMatch((location) -> location.getLineList().stream().anyMatch((line) -> line.getLine() > 0)));
	}

	/**
	 * What a conversion took.
	 *
	 * @param cpuSeconds CPU time of the JVM
	 * @param peak the peak of its memory, in MB
	 */
	private record Took(double cpuSeconds, double peak) {

	}

}
