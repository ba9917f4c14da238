package dev.pprof4j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.ProfileKind;

/**
 * How long does it take from the end of a window to the last byte of the profile? Eight
 * threads run the Java compiler meanwhile, and do not stop for it.
 */
final class WindowEnd {

	private static final int THREADS = 8;

	private WindowEnd() {
	}

	/**
	 * Runs it.
	 * @param args rounds, and seconds of a window
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
		List<Double> millis = new ArrayList<>();
		List<Double> kilobytes = new ArrayList<>();
		try (Profiler profiler = new Profiler(ProfilerOptions.defaults())) {
			profiler.start();
			for (int round = -1; round < rounds; round++) {
				long start = System.nanoTime();
				byte[] bytes = encoder.encode(profiler.record(ProfileKind.CPU, window));
				double more = (System.nanoTime() - start - window.toNanos())
						/ (double) TimeUnit.MILLISECONDS.toNanos(1);
				if (round >= 0) {
					millis.add(more);
					kilobytes.add(bytes.length / 1024.0);
				}
			}
		}
		System.out.printf(Locale.ROOT, "JDK %s, windows of %d s, %d busy threads, median (quartiles)%n",
				Runtime.version(), window.toSeconds(), THREADS);
		System.out.println("milliseconds more than the window " + new Statistics(millis));
		System.out.println("KB " + new Statistics(kilobytes));
		System.exit(0);
	}

}
