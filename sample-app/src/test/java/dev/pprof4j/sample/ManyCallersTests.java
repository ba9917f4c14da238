package dev.pprof4j.sample;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.pprof4j.test.ParsedProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the sample application under load for a while with eight callers that ask for
 * profiles at random: {@code scripts/soak MINUTES}. Three kinds of turns alternate:
 * without callers, with callers that sign in at the same rhythm for a page that takes no
 * profile, and with profiles. One run thus shows what profiles cost the application's
 * pages; these figures are printed, not tested.
 */
class ManyCallersTests {

	private static final int CALLERS = 8;

	private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("pprof.soak.seconds", 36));

	private static final Duration TURN_LENGTH = LENGTH.dividedBy(9);

	/** How far the open files and threads of two turns may differ. */
	private static final int LEFT = 20;

	private static final Pattern SECONDS = Pattern.compile("seconds=(\\d)");

	private static final List<String> PROFILES = List.of("profile?seconds=1", "profile?seconds=2", "profile?seconds=3",
			"wall?seconds=1", "wall?seconds=2", "heap", "heap?gc=1", "heap?debug=1", "allocs?seconds=1", "goroutine",
			"goroutine?debug=2", "block", "block?seconds=1", "mutex?debug=1", "threadcreate", "trace?seconds=1",
			"cmdline", "");

	private static final List<String> PAGES = List.of("cpu?ms=5", "alloc?mb=5", "lock?ms=1", "slow", "io?ms=5");

	@TempDir
	private Path directory;

	private final AtomicBoolean askingEnded = new AtomicBoolean();

	private final AtomicBoolean loadEnded = new AtomicBoolean();

	private volatile Turn turn = Turn.NOBODY;

	private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

	private final Map<Integer, Integer> statuses = new ConcurrentSkipListMap<>();

	private final Map<Turn, Queue<Long>> nanos = new ConcurrentSkipListMap<>();

	@Test
	void nothingShouldFailOrBeLeft() throws Exception {
		Path temp = Files.createDirectory(this.directory.resolve("temp"));
		try (SampleProcess sample = SampleProcess.start(this.directory, "-Xmx512m", "--pprof.temp-dir=" + temp)) {
			List<Thread> loaders = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				Random random = new Random(-i - 1);
				loaders.add(start(() -> load(sample, random)));
			}
			List<Thread> callers = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				Random random = new Random(i);
				callers.add(start(() -> ask(sample, random)));
			}
			long end = System.nanoTime() + LENGTH.toNanos();
			List<String> seen = new ArrayList<>();
			List<Integer> open = new ArrayList<>();
			List<Integer> running = new ArrayList<>();
			while (System.nanoTime() < end) {
				Thread.sleep(TURN_LENGTH.toMillis());
				seen.add(this.turn + ": " + figures(sample));
				if (this.turn == Turn.PROFILES) {
					open.add(openFiles(sample));
					running.add(threads(sample));
				}
				this.turn = this.turn.next();
			}
			end(this.askingEnded, callers);
			end(this.loadEnded, loaders); // only now: the last profiles are of something
			seen.forEach(System.out::println);
			this.nanos.forEach((turn, nanos) -> System.out.println(turn + ": pages " + latency(nanos)));
			System.out.println("answers " + this.statuses);
			assertThat(this.complaints).isEmpty();
			assertThat(this.statuses.keySet()).isSubsetOf(200, 429);
			assertThat(files(temp).filter((file) -> !file.equals("in-use"))).isEmpty();
			assertThat(sample.log()).doesNotContain("ERROR");
			// In so short a time, this finds only what nearly every profile leaves.
			assertThat(open).as("open files").hasSizeGreaterThan(1).allMatch((files) -> files <= open.get(0) + LEFT);
			assertThat(running).as("threads").allMatch((live) -> live <= running.get(0) + LEFT);
		}
		assertThat(files(temp)).isEmpty();
	}

	private static Stream<String> files(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile).map((file) -> file.getFileName().toString()).toList().stream();
		}
	}

	private static Thread start(Runnable task) {
		Thread thread = new Thread(task);
		thread.start();
		return thread;
	}

	private static void end(AtomicBoolean ended, List<Thread> threads) throws InterruptedException {
		ended.set(true);
		for (Thread thread : threads) {
			thread.join();
		}
	}

	private void load(SampleProcess sample, Random random) {
		while (!this.loadEnded.get()) {
			try {
				Turn turn = this.turn;
				String page = PAGES.get(random.nextInt(PAGES.size()));
				long start = System.nanoTime();
				int status = sample.page(page).statusCode();
				long took = System.nanoTime() - start;
				if (page.startsWith("io") && turn == this.turn) {
					this.nanos.computeIfAbsent(turn, (key) -> new ConcurrentLinkedQueue<>()).add(took);
				}
				if (status != 200) {
					this.complaints.add(page + ": " + status);
				}
			}
			catch (IOException | InterruptedException ex) {
				this.complaints.add(ex.toString());
				return;
			}
		}
	}

	private void ask(SampleProcess sample, Random random) {
		while (!this.askingEnded.get()) {
			try {
				String path = PROFILES.get(random.nextInt(PROFILES.size()));
				switch (this.turn) {
					case NOBODY -> Thread.sleep(50);
					case SIGN_IN -> {
						Matcher seconds = SECONDS.matcher(path);
						Thread.sleep(seconds.find() ? Integer.parseInt(seconds.group(1)) * 1000L : 0);
						check("cmdline", sample.pprof("cmdline"));
					}
					case PROFILES -> check(path, sample.pprof(path));
				}
				Thread.sleep(random.nextInt(200));
			}
			catch (IOException | InterruptedException ex) {
				this.complaints.add(ex.toString());
				return;
			}
		}
	}

	private void check(String path, HttpResponse<byte[]> response) {
		this.statuses.merge(response.statusCode(), 1, Integer::sum);
		String type = response.headers().firstValue("Content-Type").orElse("");
		boolean profile = type.equals("application/octet-stream") && !path.startsWith("trace");
		if (response.statusCode() >= 400 && response.statusCode() != 429) {
			this.complaints.add(path + ": " + new String(response.body(), StandardCharsets.UTF_8));
		}
		else if (profile) {
			ParsedProfile parsed = ParsedProfile.of(response.body());
			boolean always = path.startsWith("profile") || path.startsWith("wall") || path.startsWith("heap");
			if (parsed.proto().getPeriod() == 0 || (always && parsed.total(1) == 0)) {
				this.complaints.add(path + ": no profile, or an empty one");
			}
		}
	}

	private static String figures(SampleProcess sample) throws IOException {
		return "%s, %d threads, %d open files".formatted(status(sample, "VmRSS"), threads(sample), openFiles(sample));
	}

	private static int threads(SampleProcess sample) throws IOException {
		return Integer.parseInt(status(sample, "Threads").replaceAll("\\D", ""));
	}

	private static int openFiles(SampleProcess sample) throws IOException {
		try (Stream<Path> open = Files.list(Path.of("/proc", "" + sample.pid(), "fd"))) {
			return (int) open.count();
		}
	}

	private static String status(SampleProcess sample, String name) throws IOException {
		return Files.readAllLines(Path.of("/proc", "" + sample.pid(), "status"))
			.stream()
			.filter((line) -> line.startsWith(name))
			.findFirst()
			.orElseThrow()
			.replaceAll("\\s+", " ");
	}

	private static String latency(Queue<Long> nanos) {
		long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
		double[] millis = Arrays.stream(sorted).mapToDouble((value) -> value / 1e6).toArray();
		return (millis.length == 0) ? "-" : String.format(Locale.ROOT, "p50 %.1f ms, p99 %.1f ms of %d",
				millis[millis.length / 2], millis[millis.length * 99 / 100], millis.length);
	}

	private enum Turn {

		NOBODY, SIGN_IN, PROFILES;

		Turn next() {
			return switch (this) {
				case NOBODY -> SIGN_IN;
				case SIGN_IN -> PROFILES;
				case PROFILES -> NOBODY;
			};
		}

	}

}
