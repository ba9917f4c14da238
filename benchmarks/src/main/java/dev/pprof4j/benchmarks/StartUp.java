package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What does the starter cost the start of an application, in time and memory? The sample
 * application starts in turns with and without it. Without means that neither the starter
 * nor its dependencies are on the class path, except Spring Security, which the sample
 * needs. A third variant, without the starter, has the JDK's own recording on from the
 * start.
 */
final class StartUp {

	private static final Pattern STARTED = Pattern.compile("process running for ([0-9.]+)");

	private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

	/** By then, whatever starts when the application is ready has started. */
	private static final long SETTLED_MILLIS = 4000;

	private static final String WITHOUT = "without";

	private static final List<String> OURS = List.of("pprof-", "async-profiler", "protobuf-java");

	private StartUp() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the jar of the sample application, the number of rounds, and the
	 * arguments of the application that has the starter
	 */
	public static void main(String[] args) throws Exception {
		Path with = extract(args[0]);
		Path without = extract(args[0]);
		removeOurs(without.resolveSibling("lib"));
		Map<String, List<String>> commands = new LinkedHashMap<>();
		commands.put(WITHOUT, command(List.of(), without, List.of()));
		commands.put("with the starter", command(List.of(), with, List.of(args).subList(2, args.length)));
		commands.put("without, JFR on", command(List.of("-XX:StartFlightRecording"), without, List.of()));
		Map<String, List<Start>> starts = new LinkedHashMap<>();
		commands.keySet().forEach((name) -> starts.put(name, new ArrayList<>()));
		int rounds = Integer.parseInt(args[1]);
		for (int round = -1; round < rounds; round++) {
			List<String> turns = new ArrayList<>(commands.keySet());
			Collections.rotate(turns, round);
			for (String name : turns) {
				Start start = start(Objects.requireNonNull(commands.get(name)));
				if (round >= 0) {
					Objects.requireNonNull(starts.get(name)).add(start);
				}
			}
		}
		System.out.printf(Locale.ROOT, "JDK %s, median (quartiles)%n", Runtime.version());
		print("seconds until ready", starts, Start::seconds);
		print("CPU seconds after " + SETTLED_MILLIS / 1000 + " more", starts, Start::cpuSeconds);
		print("MB then (RSS)", starts, Start::megabytes);
	}

	/**
	 * Extracts an application into a jar that names its libraries, which are beside it.
	 */
	private static Path extract(String jar) throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("start-up").resolve("extracted");
		java("-Djarmode=tools", "-jar", jar, "extract", "--destination", directory.toString()).waitFor();
		return directory.resolve(Path.of(jar).getFileName());
	}

	/** A library that is named but does not exist is not part of the class path. */
	private static void removeOurs(Path libraries) throws IOException {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(libraries)) {
			for (Path file : files) {
				if (OURS.stream().anyMatch(file.getFileName().toString()::startsWith)) {
					System.out.println("without " + file.getFileName());
					Files.delete(file);
				}
			}
		}
	}

	private static List<String> command(List<String> options, Path jar, List<String> arguments) {
		List<String> command = new ArrayList<>(List.of("-Xmx512m"));
		command.addAll(LoadedApplication.JVM);
		command.addAll(options);
		command.addAll(List.of("-jar", jar.toString(), "--server.port=0", "--management.server.port=0"));
		command.addAll(arguments);
		return command;
	}

	private static Start start(List<String> command) throws IOException, InterruptedException {
		Process process = java(command.toArray(String[]::new));
		try {
			StringBuilder log = new StringBuilder();
			Matcher started = STARTED.matcher(log);
			for (int next = process.getInputStream().read(); next >= 0; next = process.getInputStream().read()) {
				log.append((char) next);
				if (next == '\n' && started.reset(log).find()) {
					break;
				}
			}
			Thread.sleep(SETTLED_MILLIS);
			Matcher rss = RSS.matcher(Files.readString(Path.of("/proc", "" + process.pid(), "status")));
			if (!started.reset(log).find() || !rss.find()) {
				throw new IllegalStateException(log.toString());
			}
			return new Start(Double.parseDouble(started.group(1)),
					process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3,
					Double.parseDouble(rss.group(1)) / 1024);
		}
		finally {
			process.destroy();
			process.waitFor();
		}
	}

	private static Process java(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true).start();
	}

	private static void print(String what, Map<String, List<Start>> starts, ToDoubleFunction<Start> figure) {
		System.out.println(what);
		List<Double> base = figures(starts, WITHOUT, figure);
		for (String name : starts.keySet()) {
			List<Double> figures = figures(starts, name, figure);
			System.out.printf(Locale.ROOT, "  %-18s %s%n", name, new Statistics(figures));
			if (!name.equals(WITHOUT)) {
				System.out.println("    over without     " + pairs(figures, base, (one, other) -> one / other));
				System.out.println("    more             " + pairs(figures, base, (one, other) -> one - other));
			}
		}
	}

	private static List<Double> figures(Map<String, List<Start>> starts, String name, ToDoubleFunction<Start> figure) {
		return Objects.requireNonNull(starts.get(name)).stream().map(figure::applyAsDouble).toList();
	}

	private static Statistics pairs(List<Double> figures, List<Double> base, DoubleBinaryOperator comparison) {
		return new Statistics(IntStream.range(0, figures.size())
			.mapToObj((i) -> comparison.applyAsDouble(figures.get(i), base.get(i)))
			.toList());
	}

	/**
	 * The figures of one start.
	 *
	 * @param seconds from the start of the process until the application was ready
	 * @param cpuSeconds the CPU time of the process
	 * @param megabytes the memory of the process
	 */
	private record Start(double seconds, double cpuSeconds, double megabytes) {

	}

}
