package dev.pprof4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.ThreadMXBean;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.agent.ContendedMonitors;
import dev.pprof4j.source.thread.ThreadSource;

/**
 * What does a profile of many waiting threads cost, compared with Go's own profile of as
 * many goroutines? Measures the time including encoding, the longest stop of a thread
 * that only reads the clock, what is allocated, and how much the heap grew. Compares the
 * JDK's dumps, the agent with virtual threads left to Java, and the agent alone.
 */
final class ThreadsSnapshot {

	private static final int DEPTH = 31;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static volatile long longest;

	private ThreadsSnapshot() {
	}

	/**
	 * Runs the benchmark.
	 * @param args {@code platform} or {@code virtual}, the number of threads, and the
	 * number of profiles
	 */
	public static void main(String[] args) throws Exception {
		int count = Integer.parseInt(args[1]);
		int times = Integer.parseInt(args[2]);
		boolean virtual = args[0].equals("virtual");
		startThreads(virtual, count);
		Thread spinner = new Thread(ThreadsSnapshot::spin, "spinner");
		spinner.setDaemon(true);
		spinner.start();
		Path tempDir = Path.of(System.getProperty("java.io.tmpdir"));
		System.out.println("JDK " + Runtime.version() + ", " + count + " " + args[0] + " threads");
		try (PrivateDirectory directory = new PrivateDirectory(tempDir)) {
			AgentLibrary missing = new AgentLibrary(tempDir.resolve("missing.so"), tempDir);
			measure("jdk", new ThreadSource(missing, directory, 1_000_000, 16_000), times);
			AgentLibrary library = new AgentLibrary(null, tempDir);
			ThreadSource source = new ThreadSource(library, directory, 1_000_000, 16_000);
			measure(virtual ? "agent and java" : "agent", source, times);
			if (virtual) {
				ContendedMonitors.start(library, Duration.ofMillis(1), 1000);
				measure("agent", source, times);
			}
		}
		go(count, times);
		System.exit(0);
	}

	private static void measure(String how, ThreadSource source, int times) {
		List<Double> millis = new ArrayList<>();
		List<Double> gaps = new ArrayList<>();
		List<Double> allocated = new ArrayList<>();
		List<Double> grown = new ArrayList<>();
		PprofEncoder encoder = new PprofEncoder(new Application("benchmark", ""));
		long threads = 0;
		for (int i = -2; i < times; i++) { // two to warm up
			System.gc();
			long used = heap(false);
			heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
			long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
			longest = 0;
			long start = System.nanoTime();
			Profile profile = source.snapshot(ProfileKind.GOROUTINE, false);
			encoder.encode(profile);
			double elapsed = (System.nanoTime() - start) / 1e6;
			double gap = longest / 1e6;
			if (i >= 0) {
				millis.add(elapsed);
				gaps.add(gap);
				allocated.add((THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes) / 1e6);
				grown.add((heap(true) - used) / 1e6);
			}
			threads = profile.samples().stream().mapToLong((sample) -> sample.values().get(0)).sum();
		}
		System.out.printf(Locale.ROOT, "%-15s ms %s; longest stop, ms %s; allocated, MB %.1f; heap grew, MB %.1f; %d%n",
				how, new Statistics(millis), new Statistics(gaps), new Statistics(allocated).median(),
				new Statistics(grown).max(), threads);
	}

	private static List<MemoryPoolMXBean> heapPools() {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getType() == MemoryType.HEAP)
			.toList();
	}

	private static long heap(boolean peak) {
		return heapPools().stream().mapToLong((pool) -> (peak ? pool.getPeakUsage() : pool.getUsage()).getUsed()).sum();
	}

	/** Go's own profile, if Go is installed. */
	private static void go(int count, int times) throws IOException, InterruptedException {
		Path folder = Files.createTempDirectory("goroutines");
		Path program = folder.resolve("goroutines");
		try {
			if (!build(program)) {
				System.out.println("go is not installed, or does not find its source from here");
				return;
			}
			Process process = new ProcessBuilder(program.toString(), String.valueOf(count), String.valueOf(DEPTH))
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			try (BufferedReader lines = new BufferedReader(
					new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
				fetch("http://" + lines.readLine(), times);
			}
			finally {
				process.destroy();
				process.waitFor();
			}
		}
		finally {
			Files.deleteIfExists(program);
			Files.delete(folder);
		}
	}

	private static boolean build(Path program) throws InterruptedException {
		try {
			return new ProcessBuilder("go", "build", "-o", program.toString(), "src/main/go/goroutines/main.go")
				.inheritIO()
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static void fetch(String address, int times) throws IOException, InterruptedException {
		List<Double> millis = new ArrayList<>();
		List<Double> gaps = new ArrayList<>();
		for (int i = -2; i < times; i++) {
			get(address + "/gap");
			long start = System.nanoTime();
			get(address + "/debug/pprof/goroutine");
			double elapsed = (System.nanoTime() - start) / 1e6;
			double gap = Double.parseDouble(get(address + "/gap")) / 1e6;
			if (i >= 0) {
				millis.add(elapsed);
				gaps.add(gap);
			}
		}
		System.out.printf(Locale.ROOT, "%-15s ms %s; longest stop, ms %s%n", "go", new Statistics(millis),
				new Statistics(gaps));
	}

	private static String get(String address) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
		return HttpClient.newHttpClient()
			.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1))
			.body();
	}

	private static void startThreads(boolean virtual, int count) throws Exception {
		CountDownLatch ready = new CountDownLatch(count);
		for (int i = 0; i < count; i++) {
			Runnable task = () -> down(DEPTH - 4, ready);
			if (virtual) {
				Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
			}
			else {
				Thread thread = new Thread(task, "waiting-" + i);
				thread.setDaemon(true);
				thread.start();
			}
		}
		ready.await();
	}

	private static void down(int depth, CountDownLatch ready) {
		if (depth > 1) {
			down(depth - 1, ready);
			return;
		}
		ready.countDown();
		while (true) {
			LockSupport.park();
		}
	}

	private static void spin() {
		long last = System.nanoTime();
		while (true) {
			long now = System.nanoTime();
			if (now - last > longest) {
				longest = now - last;
			}
			last = now;
		}
	}

}
