package dev.pprof4j.benchmarks;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import dev.pprof4j.CpuEngine;
import dev.pprof4j.Pprof;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.RunningProfile;
import dev.pprof4j.SamplingOptions;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.ParsedProfile;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import one.profiler.AsyncProfiler;

/**
 * How accurate are CPU profiles? Threads of four kinds burn CPU time; the truth is their
 * own clocks. Besides this library, with both of its engines, async-profiler's own
 * samples and the JDK's are counted; the JDK's are counted both here and by
 * jfr-converter.
 */
final class CpuAccuracy {

	private static final ThreadMXBean CLOCKS = ManagementFactory.getThreadMXBean();

	private static final List<String> KINDS = List.of("steady", "bursts", "short", "crowd");

	/** The sampling period of the other profilers. */
	private static final Duration PERIOD = Duration.ofMillis(10);

	private static volatile boolean ended;

	private static volatile long sink;

	private CpuAccuracy() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the number of rounds, and the seconds of each
	 */
	public static void main(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[0]);
		long seconds = Long.parseLong(args[1]);
		Map<String, Method> methods = new LinkedHashMap<>();
		methods.put("pprof, async-profiler", (load) -> pprof(CpuEngine.ASYNC_PROFILER, load));
		methods.put("pprof, jfr", (load) -> pprof(CpuEngine.JFR, load));
		methods.put("async-profiler itself, by jfr-converter", CpuAccuracy::asyncProfiler);
		methods.put("jdk.ExecutionSample, counted", CpuAccuracy::executionSamples);
		methods.put("jdk.ExecutionSample, by jfr-converter", CpuAccuracy::converted);
		System.out.printf(Locale.ROOT,
				"JDK %s, measured CPU time over that of the threads' clocks, median (quartiles)%n", Runtime.version());
		Ratios ratios = new Ratios();
		for (int round = 0; round < rounds; round++) {
			for (Map.Entry<String, Method> method : methods.entrySet()) {
				Load load = new Load(seconds);
				ToDoubleFunction<String> measured = method.getValue().measure(load);
				load.release();
				for (String kind : KINDS) {
					ratios.add(method.getKey(), kind, measured.applyAsDouble(kind) / load.nanos(kind));
				}
			}
		}
		ratios.print();
	}

	private static ToDoubleFunction<String> pprof(CpuEngine engine, Load load) throws Exception {
		ProfilerOptions options = ProfilerOptions.defaults()
			.withSampling(SamplingOptions.defaults().withEngine(engine));
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (Pprof pprof = Pprof.start("benchmark", options)) {
			RunningProfile recording = pprof.record(ProfileKind.CPU, out);
			load.run();
			recording.close();
		}
		ParsedProfile profile = ParsedProfile.of(out.toByteArray());
		return (kind) -> ofThreads(profile, 1, kind);
	}

	private static double ofThreads(ParsedProfile profile, int value, String kind) {
		return profile.total(value, (sample) -> String.valueOf(profile.labels(sample).get("thread")).startsWith(kind));
	}

	private static ToDoubleFunction<String> executionSamples(Load load) throws Exception {
		Map<String, Long> counts = new LinkedHashMap<>();
		for (RecordedEvent event : RecordingFile.readAllEvents(recorded(load))) {
			if (event.getEventType().getName().equals("jdk.ExecutionSample")) {
				String thread = event.getThread("sampledThread").getJavaName();
				KINDS.stream()
					.filter(String.valueOf(thread)::startsWith)
					.forEach((kind) -> counts.merge(kind, 1L, Long::sum));
			}
		}
		return (kind) -> (double) counts.getOrDefault(kind, 0L) * PERIOD.toNanos();
	}

	private static ToDoubleFunction<String> asyncProfiler(Load load) throws Exception {
		Path file = Files.createTempFile("accuracy", ".jfr");
		AsyncProfiler profiler = AsyncProfiler.getInstance();
		profiler.execute("start,event=ctimer,interval=" + PERIOD.toNanos() + ",jfr,file=" + file);
		load.run();
		profiler.execute("stop");
		return counted(Converted.of(file));
	}

	private static ToDoubleFunction<String> converted(Load load) throws Exception {
		return counted(Converted.of(recorded(load)));
	}

	/** Counts samples as if each stood for the period. */
	private static ToDoubleFunction<String> counted(ParsedProfile profile) {
		return (kind) -> PERIOD.toNanos()
				* (double) profile.total(0, (sample) -> Converted.thread(profile, sample).startsWith(kind));
	}

	private static Path recorded(Load load) throws Exception {
		Path file = Files.createTempFile("accuracy", ".jfr");
		try (Recording recording = new Recording()) {
			recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
			recording.start();
			load.run();
			recording.stop();
			recording.dump(file);
		}
		return file;
	}

	/**
	 * Takes a profile of a load while it runs.
	 */
	private interface Method {

		/**
		 * The CPU time, in nanoseconds, of the threads whose names begin with a kind.
		 */
		ToDoubleFunction<String> measure(Load load) throws Exception;

	}

	/**
	 * Threads that burn CPU time for a while. One does so steadily, one in bursts of 30
	 * ms, and one works for 200 microseconds now and then; like those of a pool, these
	 * live until they are released. The clocks of a crowd of twelve end with their
	 * threads, before the window does.
	 */
	private static final class Load {

		private static final int CROWD = 12;

		private final long seconds;

		private final List<Thread> crowd = new ArrayList<>();

		private final CountDownLatch worked = new CountDownLatch(3);

		private final CountDownLatch released = new CountDownLatch(1);

		private final Map<String, Long> nanos = new LinkedHashMap<>();

		Load(long seconds) {
			this.seconds = seconds;
		}

		void run() throws InterruptedException {
			ended = false;
			start("steady", 1_000_000, 0, this::await);
			start("bursts", 30_000_000, 30, this::await);
			start("short", 200_000, 1, this::await);
			for (int i = 0; i < CROWD; i++) {
				this.crowd.add(start("crowd-" + i, 5_000_000, 20, () -> {
				}));
			}
			Thread.sleep(TimeUnit.SECONDS.toMillis(this.seconds));
			ended = true;
			this.worked.await();
			for (Thread thread : this.crowd) {
				thread.join();
			}
		}

		private Thread start(String name, long burnNanos, long restMillis, Runnable afterwards) {
			Thread thread = new Thread(() -> {
				long start = CLOCKS.getCurrentThreadCpuTime();
				while (!ended) {
					burn(burnNanos);
					rest(restMillis);
				}
				add(name, CLOCKS.getCurrentThreadCpuTime() - start);
				afterwards.run();
			}, name);
			thread.setDaemon(true);
			thread.start();
			return thread;
		}

		private void await() {
			this.worked.countDown();
			try {
				this.released.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		void release() {
			this.released.countDown();
		}

		private static void burn(long nanos) {
			long end = CLOCKS.getCurrentThreadCpuTime() + nanos;
			long x = sink;
			while (CLOCKS.getCurrentThreadCpuTime() < end) {
				for (int i = 0; i < 20_000; i++) {
					x = x * 31 + i;
				}
			}
			sink = x;
		}

		private static void rest(long millis) {
			try {
				if (millis > 0) {
					Thread.sleep(millis);
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private synchronized void add(String name, long nanos) {
			this.nanos.put(name, nanos);
		}

		synchronized double nanos(String kind) {
			return this.nanos.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().startsWith(kind))
				.mapToLong(Map.Entry::getValue)
				.sum();
		}

	}

}
