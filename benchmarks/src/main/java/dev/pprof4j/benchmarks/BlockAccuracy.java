package dev.pprof4j.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import dev.pprof4j.Pprof;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.ParsedProfile;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import one.profiler.AsyncProfiler;

/**
 * How accurate are profiles of waits? Threads wait for monitors and locks that others
 * hold for a known time; the truth is the clock before and after. The same load is
 * measured by this library's {@code block}, by the JDK's own continuous recording, summed
 * up by thread both here and by jfr-converter, and by async-profiler.
 */
final class BlockAccuracy {

	private BlockAccuracy() {
	}

	/**
	 * Runs the benchmark.
	 * @param args the number of rounds, and the seconds of each
	 */
	public static void main(String[] args) throws Exception {
		int rounds = Integer.parseInt(args[0]);
		long seconds = Long.parseLong(args[1]);
		Map<String, Method> methods = new LinkedHashMap<>();
		methods.put("pprof, from 10 ms on", BlockAccuracy::pprof);
		methods.put("JFR, settings=default, from 20 ms on", BlockAccuracy::flightRecorder);
		methods.put("the same, by jfr-converter", BlockAccuracy::converted);
		methods.put("async-profiler, lock from 10 ms on, by jfr-converter", BlockAccuracy::asyncProfiler);
		System.out.printf(Locale.ROOT, "JDK %s, measured waiting over that of the clock, median (quartiles)%n",
				Runtime.version());
		Ratios ratios = new Ratios();
		for (int round = 0; round < rounds; round++) {
			for (Map.Entry<String, Method> method : methods.entrySet()) {
				KnownWaits waits = new KnownWaits();
				ToDoubleFunction<String> measured = method.getValue().measure(() -> waits.run(seconds));
				waits.nanos()
					.forEach((name, nanos) -> ratios.add(method.getKey(), name, measured.applyAsDouble(name) / nanos));
			}
		}
		ratios.print();
	}

	private static ToDoubleFunction<String> pprof(Load load) throws Exception {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (Pprof pprof = Pprof.start("benchmark")) {
			Profile before = pprof.snapshot(ProfileKind.BLOCK);
			load.run();
			out.write(pprof.bytes(pprof.snapshot(ProfileKind.BLOCK).since(before, Duration.ZERO)));
		}
		ParsedProfile profile = ParsedProfile.of(out.toByteArray());
		return (name) -> profile.total(1, (sample) -> name.equals(profile.labels(sample).get("waiter")));
	}

	private static ToDoubleFunction<String> flightRecorder(Load load)
			throws IOException, ParseException, InterruptedException {
		Map<String, Long> nanos = new LinkedHashMap<>();
		for (RecordedEvent event : RecordingFile.readAllEvents(recorded(load))) {
			if (isForALock(event)) {
				nanos.merge(String.valueOf(event.getThread().getJavaName()), event.getDuration().toNanos(), Long::sum);
			}
		}
		return (name) -> nanos.getOrDefault(name, 0L);
	}

	private static ToDoubleFunction<String> converted(Load load)
			throws IOException, ParseException, InterruptedException {
		return waited(Converted.of(recorded(load), "--lock", "--total"));
	}

	private static ToDoubleFunction<String> asyncProfiler(Load load) throws IOException, InterruptedException {
		Path file = Files.createTempFile("accuracy", ".jfr");
		AsyncProfiler profiler = AsyncProfiler.getInstance();
		profiler.execute("start,event=lock,lock=10ms,jfr,file=" + file);
		load.run();
		profiler.execute("stop");
		return waited(Converted.of(file, "--lock", "--total"));
	}

	private static ToDoubleFunction<String> waited(ParsedProfile profile) {
		return (name) -> profile.total(0,
				(sample) -> name.equals(Converted.thread(profile, sample)) && isForALock(profile.stack(sample)));
	}

	private static Path recorded(Load load) throws IOException, ParseException, InterruptedException {
		Path file = Files.createTempFile("accuracy", ".jfr");
		try (Recording recording = new Recording(Configuration.getConfiguration("default"))) {
			recording.start();
			load.run();
			recording.stop();
			recording.dump(file);
		}
		return file;
	}

	/** Waiters also park for their holders. */
	private static boolean isForALock(RecordedEvent event) {
		return switch (event.getEventType().getName()) {
			case "jdk.JavaMonitorEnter" -> true;
			case "jdk.ThreadPark" ->
				event.getValue("parkedClass") instanceof RecordedClass type && type.getName().contains("ReentrantLock");
			default -> false;
		};
	}

	private static boolean isForALock(List<String> stack) {
		return stack.stream().noneMatch((function) -> function.contains("LockSupport"))
				|| stack.stream().anyMatch((function) -> function.contains("ReentrantLock"));
	}

	/**
	 * Threads that wait for a while.
	 */
	private interface Load {

		void run() throws InterruptedException;

	}

	/**
	 * Takes a profile of a load while it runs.
	 */
	private interface Method {

		/** The nanoseconds for which the waiter of a name has waited. */
		ToDoubleFunction<String> measure(Load load) throws Exception;

	}

}
