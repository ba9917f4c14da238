package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What does the starter cost the start of an application, in time and memory? The sample
 * application with and without it, in turns: without means that neither it nor what it
 * brings along is on the class path, but for Spring Security, which the sample needs.
 */
final class StartUp {

	private static final Pattern STARTED = Pattern.compile("process running for ([0-9.]+)");

	private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

	/** What begins when the application is ready has begun by then. */
	private static final long SETTLED_MILLIS = 4000;

	private static final List<String> OURS = List.of("pprof-", "async-profiler", "jfr-converter", "protobuf-java");

	private StartUp() {
	}

	/**
	 * Runs it.
	 * @param args the jar of the sample application, rounds, and arguments of the
	 * application that has the starter
	 */
	public static void main(String[] args) throws Exception {
		Path jarWith = extract(args[0]);
		Path jarWithout = extract(args[0]);
		removeOurs(jarWithout.resolveSibling("lib"));
		List<Start> with = new ArrayList<>();
		List<Start> without = new ArrayList<>();
		List<String> more = List.of(args).subList(2, args.length);
		int rounds = Integer.parseInt(args[1]);
		for (int round = -1; round < rounds; round++) {
			boolean first = round % 2 == 0;
			Start one = first ? start(jarWith, more) : start(jarWithout, List.of());
			Start other = first ? start(jarWithout, List.of()) : start(jarWith, more);
			if (round >= 0) {
				(first ? with : without).add(one);
				(first ? without : with).add(other);
			}
		}
		System.out.printf(Locale.ROOT, "JDK %s, median (quartiles), with the starter and without%n", Runtime.version());
		print("seconds until ready", with, without, Start::seconds);
		print("CPU seconds after " + SETTLED_MILLIS / 1000 + " more", with, without, Start::cpuSeconds);
		print("MB then (RSS)", with, without, Start::megabytes);
	}

	/** An application that names its libraries, which lie beside it. */
	private static Path extract(String jar) throws IOException, InterruptedException {
		Path directory = Files.createTempDirectory("start-up").resolve("extracted");
		java("-Djarmode=tools", "-jar", jar, "extract", "--destination", directory.toString()).waitFor();
		return directory.resolve(Path.of(jar).getFileName());
	}

	/** What is named and not there is no part of the class path. */
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

	private static Start start(Path jar, List<String> more) throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>(
				List.of("-Xmx512m", "-jar", jar.toString(), "--server.port=0", "--management.server.port=0"));
		arguments.addAll(more);
		Process process = java(arguments.toArray(String[]::new));
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

	private static void print(String what, List<Start> with, List<Start> without, ToDoubleFunction<Start> figure) {
		List<Double> ratios = new ArrayList<>();
		List<Double> differences = new ArrayList<>();
		for (int i = 0; i < with.size(); i++) {
			ratios.add(figure.applyAsDouble(with.get(i)) / figure.applyAsDouble(without.get(i)));
			differences.add(figure.applyAsDouble(with.get(i)) - figure.applyAsDouble(without.get(i)));
		}
		System.out.println(what);
		System.out.println("  with       " + new Statistics(with.stream().map(figure::applyAsDouble).toList()));
		System.out.println("  without    " + new Statistics(without.stream().map(figure::applyAsDouble).toList()));
		System.out.println("  ratio      " + new Statistics(ratios));
		System.out.println("  difference " + new Statistics(differences));
	}

	/**
	 * What one start was like.
	 *
	 * @param seconds from the start of the process until the application was ready
	 * @param cpuSeconds CPU time of the process
	 * @param megabytes memory of the process
	 */
	private record Start(double seconds, double cpuSeconds, double megabytes) {

	}

}
