package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
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
import one.profiler.AsyncProfiler;
import org.jspecify.annotations.Nullable;

/**
 * What does it take to make pprof of a recording of async-profiler, here and with
 * jfr-converter, and what is in it? The recording is of the Java compiler on eight
 * threads; the larger ones have its chunks several times. Each conversion runs in a JVM
 * of its own.
 */
final class ConversionCost {

	private static final int MEGABYTE = 1024 * 1024;

	private static final long INTERVAL = 100_000;

	private static final int THREADS = 8;

	/** How long is recorded at first, to see how much that is. */
	private static final Duration TRIAL = Duration.ofSeconds(2);

	private static final List<Integer> SIZES = List.of(15, 115, 450);

	private static final List<String> TOOLS = List.of("ours", "jfr-converter");

	private ConversionCost() {
	}

	/**
	 * Runs it.
	 * @param args rounds
	 */
	public static void main(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[0]);
		Path directory = Files.createTempDirectory("conversion");
		Path chunk = recordMegabytes(SIZES.get(0), directory.resolve("chunk.jfr"));
		System.out.printf(Locale.ROOT, "JDK %s, median (quartiles)%n", Runtime.version());
		for (int size : SIZES) {
			Path recording = repeat(chunk, size, directory.resolve(size + ".jfr"));
			System.out.printf(Locale.ROOT, "%d MB%n", Files.size(recording) / MEGABYTE);
			for (String labels : List.of("plain", "threads")) {
				compare(recording, labels, rounds, directory);
			}
			Files.delete(recording);
		}
		Path recording = repeat(chunk, 115, directory.resolve("small.jfr"));
		for (String tool : TOOLS) {
			Path out = directory.resolve("small-" + tool + ".pb.gz");
			Took took = convert("-Xmx64m", tool, "threads", recording, out);
			System.out.println(
					"115 MB with thread labels in 64 MB of heap, " + tool + ": " + ((took != null) ? took : "fails"));
		}
	}

	/** About as much: most of a recording is stacks, which are written at its end. */
	private static Path recordMegabytes(int megabytes, Path file) throws Exception {
		record(TRIAL, file);
		long more = (long) megabytes * MEGABYTE * TRIAL.toMillis() / Files.size(file);
		record(Duration.ofMillis(more), file);
		return file;
	}

	private static void record(Duration time, Path file) throws Exception {
		AsyncProfiler profiler = AsyncProfiler.getInstance();
		profiler.execute("start,event=cpu,interval=%d,jfr,chunksize=1g,chunktime=1h,file=%s".formatted(INTERVAL, file));
		long end = System.nanoTime() + time.toNanos();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			Thread thread = new Thread(() -> compileUntil(end), "compiles-" + i);
			thread.start();
			threads.add(thread);
		}
		Thread.sleep(time.toMillis());
		profiler.execute("stop");
		for (Thread thread : threads) {
			thread.join();
		}
	}

	private static void compileUntil(long end) {
		while (System.nanoTime() < end) {
			Compilation.run(1);
		}
	}

	private static Path repeat(Path chunk, int megabytes, Path file) throws IOException {
		try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE)) {
			do {
				Files.copy(chunk, out);
			}
			while (Files.size(file) + Files.size(chunk) / 2 < (long) megabytes * MEGABYTE);
		}
		return file;
	}

	private static void compare(Path recording, String labels, int rounds, Path directory) throws Exception {
		Map<String, List<Took>> all = new LinkedHashMap<>();
		Map<String, Path> written = new LinkedHashMap<>();
		for (int round = 0; round < rounds; round++) {
			for (String tool : TOOLS) {
				Path out = directory.resolve(tool + "-" + labels + ".pb.gz");
				Took took = convert("-Xmx4g", tool, labels, recording, out);
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

	private static @Nullable Took convert(String heap, String tool, String labels, Path recording, Path out)
			throws IOException, InterruptedException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap,
				"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Conversion.class.getName(), tool,
				labels, recording.toString(), out.toString(), "" + INTERVAL)
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
	 * @param peak the most memory it had, in MB
	 */
	private record Took(double cpuSeconds, double peak) {

	}

}
