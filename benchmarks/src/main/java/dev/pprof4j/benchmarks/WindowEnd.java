package dev.pprof4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.Recording;

/**
 * How long does it take from the end of a window to the last byte of the profile? Eight
 * threads run the Java compiler all the time, and do not stop for it. CPU time is that of
 * the thread that takes the profile.
 */
final class WindowEnd {

	private static final int THREADS = 8;

	private WindowEnd() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the number of rounds, and the seconds of a window
	 */
	public static void main(String[] args) throws InterruptedException {
		int rounds = Integer.parseInt(args[0]);
		Duration window = Duration.ofSeconds(Long.parseLong(args[1]));
		for (int i = 0; i < THREADS; i++) {
			Thread thread = new Thread(() -> Compilation.run(Integer.MAX_VALUE), "compiles-" + i);
			thread.setDaemon(true);
			thread.start();
		}
		PprofEncoder encoder = new PprofEncoder(new Application("benchmark", ""));
		Map<String, List<Double>> table = new LinkedHashMap<>();
		try (Profiler profiler = new Profiler(ProfilerOptions.defaults())) {
			profiler.start();
			for (int round = -1; round < rounds; round++) {
				Map<String, Double> row = round(profiler, encoder, window);
				if (round >= 0) {
					row.forEach((name, value) -> table.computeIfAbsent(name, (added) -> new ArrayList<>()).add(value));
				}
			}
		}
		System.out.printf(Locale.ROOT, "JDK %s, windows of %d s, %d busy threads, median (quartiles)%n",
				Runtime.version(), window.toSeconds(), THREADS);
		table.forEach((name, values) -> System.out.println(name + " " + new Statistics(values)));
		System.exit(0);
	}

	private static Map<String, Double> round(Profiler profiler, PprofEncoder encoder, Duration window)
			throws InterruptedException {
		try (Recording recording = profiler.begin(ProfileKind.CPU)) {
			Thread.sleep(window.toMillis());
			Clock clock = new Clock();
			recording.end();
			Clock ended = new Clock();
			Profile profile = recording.stop();
			Clock read = new Clock();
			byte[] bytes = encoder.encode(profile);
			Clock encoded = new Clock();
			Map<String, Double> row = new LinkedHashMap<>();
			row.put("ms after the window", encoded.elapsedSince(clock));
			row.put("ms of CPU time", encoded.cpuSince(clock));
			row.put("  to end it", ended.elapsedSince(clock));
			row.put("  of CPU time, end", ended.cpuSince(clock));
			row.put("  to read it", read.elapsedSince(ended));
			row.put("  of CPU time, read", read.cpuSince(ended));
			row.put("  to encode it", encoded.elapsedSince(read));
			row.put("  of CPU time, encode", encoded.cpuSince(read));
			row.put("KB", bytes.length / 1024.0);
			return row;
		}
	}

	/** A moment, and the CPU time of this thread until then. */
	private static final class Clock {

		private final long elapsed = System.nanoTime();

		private final long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

		double elapsedSince(Clock earlier) {
			return (this.elapsed - earlier.elapsed) / 1e6;
		}

		double cpuSince(Clock earlier) {
			return (this.cpu - earlier.cpu) / 1e6;
		}

	}

}
