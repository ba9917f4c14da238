package dev.pprof4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.HeapOptions;
import dev.pprof4j.Profiler;
import dev.pprof4j.ProfilerOptions;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.ProfileRequest;
import dev.pprof4j.profile.Sample;
import dev.pprof4j.test.ParsedProfile;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import one.profiler.AsyncProfiler;

/**
 * Allocates garbage of four sizes, with 40, 30, 20 and 10 percent of the bytes, and keeps
 * objects of three sizes, with 60, 30 and 10 percent, at about 1 GB/s. Prints for each
 * what it did and what a profiler reports.
 */
final class KnownHeap {

	static final String ALLOC = "alloc_";

	static final String INUSE = "inuse_";

	private static final int OBJECT_BYTES = 24;

	static volatile Object sink = "";

	private final List<Object> kept = new ArrayList<>();

	private final Map<String, Long> truth = new HashMap<>();

	private KnownHeap() {
	}

	/**
	 * Runs the program.
	 * @param args {@code sampler}, {@code jfr}, {@code async-profiler} or {@code JFR},
	 * the last two converted by jfr-converter; and seconds
	 */
	public static void main(String[] args) throws Exception {
		KnownHeap heap = new KnownHeap();
		switch (args[0]) {
			case "sampler" -> heap.withProfiler(Integer.parseInt(args[1]), null);
			case "jfr" -> heap.withProfiler(Integer.parseInt(args[1]), Path.of("none"));
			case "JFR" -> heap.withFlightRecorder(Integer.parseInt(args[1]));
			default -> heap.withAsyncProfiler(Integer.parseInt(args[1]));
		}
	}

	private void withProfiler(int seconds, @org.jspecify.annotations.Nullable Path library) throws Exception {
		HeapOptions heap = new HeapOptions(true, HeapOptions.DEFAULT_INTERVAL_BYTES, HeapOptions.DEFAULT_MAX_STACKS,
				library, HeapOptions.DEFAULT_MAX_HISTOGRAM_BYTES);
		try (Profiler profiler = new Profiler(ProfilerOptions.defaults().withHeap(heap))) {
			profiler.start();
			TimeUnit.SECONDS.sleep(2); // Flight Recorder starts
			work(seconds);
			TimeUnit.SECONDS.sleep(2); // and reports late
			Profile profile = profiler.take(ProfileRequest.sinceStart(ProfileKind.HEAP).afterGc());
			this.truth.forEach((what, bytes) -> {
				int value = what.startsWith(ALLOC) ? 1 : 3;
				String method = KnownHeap.class.getName() + "." + what.substring(what.indexOf('_') + 1);
				long estimate = profile.samples()
					.stream()
					.filter((sample) -> sample.stack().get(0).name().equals(method))
					.map(Sample::values)
					.mapToLong((values) -> values.get(value))
					.sum();
				System.out.println(what + " " + bytes + " " + estimate);
			});
		}
	}

	private void withAsyncProfiler(int seconds) throws IOException, InterruptedException {
		AsyncProfiler profiler = AsyncProfiler.getInstance();
		for (String live : List.of("", ",live")) {
			this.kept.clear();
			this.truth.clear();
			Path file = Files.createTempFile("accuracy", ".jfr");
			profiler
				.execute("start,event=alloc,alloc=" + HeapOptions.DEFAULT_INTERVAL_BYTES + live + ",jfr,file=" + file);
			work(seconds);
			System.gc();
			profiler.execute("stop,file=" + file);
			printConverted(file, live.isEmpty() ? ALLOC : INUSE, live.isEmpty() ? "--alloc" : "--live");
			Files.delete(file);
		}
	}

	/** Flight Recorder records what is allocated, but not what is in use. */
	private void withFlightRecorder(int seconds) throws IOException, ParseException, InterruptedException {
		Path file = Files.createTempFile("accuracy", ".jfr");
		try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
			recording.start();
			work(seconds);
			recording.stop();
			recording.dump(file);
		}
		printConverted(file, ALLOC, "--alloc");
		Files.delete(file);
	}

	/** jfr-converter puts the class on top of the method. */
	private void printConverted(Path recording, String kind, String option) throws IOException {
		ParsedProfile profile = Converted.of(recording, option, "--total");
		this.truth.forEach((what, bytes) -> {
			if (what.startsWith(kind)) {
				String method = "KnownHeap." + what.substring(kind.length());
				System.out.println(what + " " + bytes + " " + profile.total(0,
						(sample) -> profile.stack(sample).stream().anyMatch((name) -> name.endsWith(method))));
			}
		});
	}

	/**
	 * Works in rounds of 10 MB, whose order changes, so that the order of allocations
	 * does not matter.
	 */
	private void work(int seconds) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		for (int round = 0; System.nanoTime() < end; round++) {
			List<Runnable> steps = new ArrayList<>();
			for (int part = 0; part < 20; part++) {
				steps.add(() -> add("alloc_small", small(8_000)));
				steps.add(() -> add("alloc_kilobyte", kilobyte(145)));
				steps.add(() -> add("alloc_large", large(1)));
			}
			if (round % 5 == 0) {
				steps.add(() -> add("alloc_huge", huge(1)));
			}
			if (round < 100) {
				steps.add(() -> add("inuse_keepSmall", keepSmall(25_000)));
				steps.add(() -> add("inuse_keepMedium", keepMedium(30)));
			}
			if (round < 100 && round % 5 == 0) {
				steps.add(() -> add("inuse_keepLarge", keepLarge(1)));
			}
			Collections.shuffle(steps);
			steps.forEach(Runnable::run);
			TimeUnit.MILLISECONDS.sleep(2);
		}
	}

	private void add(String what, long bytes) {
		this.truth.merge(what, bytes, Long::sum);
	}

	private static long small(int times) {
		for (int i = 0; i < times; i++) {
			sink = new Kept(i);
		}
		return (long) times * OBJECT_BYTES;
	}

	private static long kilobyte(int times) {
		for (int i = 0; i < times; i++) {
			sink = new byte[1000];
		}
		return times * 1016L;
	}

	private static long large(int times) {
		for (int i = 0; i < times; i++) {
			sink = new byte[100_000];
		}
		return times * 100_016L;
	}

	private static long huge(int times) {
		for (int i = 0; i < times; i++) {
			sink = new byte[5_000_000];
		}
		return times * 5_000_016L;
	}

	private long keepSmall(int times) {
		for (int i = 0; i < times; i++) {
			this.kept.add(new Kept(i));
		}
		return (long) times * OBJECT_BYTES;
	}

	private long keepMedium(int times) {
		for (int i = 0; i < times; i++) {
			this.kept.add(new byte[10_000]);
		}
		return times * 10_016L;
	}

	private long keepLarge(int times) {
		for (int i = 0; i < times; i++) {
			this.kept.add(new byte[1_000_000]);
		}
		return times * 1_000_016L;
	}

	/**
	 * An object of 24 bytes.
	 */
	static final class Kept {

		final long number;

		Kept(long number) {
			this.number = number;
		}

	}

}
