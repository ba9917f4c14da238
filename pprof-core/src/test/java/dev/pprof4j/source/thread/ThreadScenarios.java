package dev.pprof4j.source.thread;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import dev.pprof4j.encode.ThreadDumpText;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.Sample;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.source.agent.AgentLibrary;
import dev.pprof4j.source.agent.ContendedMonitors;
import dev.pprof4j.test.VirtualThread;

/**
 * Programs that start known threads, and print what is seen of them: the number of
 * threads by the first frame of this class, and by labels. Virtual threads are created by
 * reflection, since the code is compiled for Java 17.
 */
final class ThreadScenarios {

	private static final int PLATFORM = 500;

	private static final ReentrantLock lock = new ReentrantLock();

	private static final Object monitor = new Object();

	/** An object of a class that nothing else waits on. */
	private static final String notifier = new String("notifier");

	private static volatile boolean ended;

	private ThreadScenarios() {
	}

	/**
	 * Runs one of the programs.
	 * @param args its name, a folder, {@code agent}, {@code java} (the agent, but virtual
	 * threads by Java), {@code jdk} (no agent) or {@code unknown} (a JDK that the agent
	 * does not know), and a number
	 */
	public static void main(String[] args) throws Exception {
		Path folder = Path.of(args[1]);
		AgentLibrary library = new AgentLibrary(args[2].equals("jdk") ? folder.resolve("missing.so") : null, folder);
		if (args[2].equals("agent") && VirtualThreads.areSupported()) {
			ContendedMonitors.start(library, Duration.ofSeconds(1), 100);
		}
		try (PrivateDirectory directory = new PrivateDirectory(folder)) {
			switch (args[0]) {
				case "counts" -> counts(source(args[2], library, directory));
				case "caps" -> caps(library, directory);
				case "deadlock" -> deadlock(new ThreadSource(library, directory, 1000, 1000));
				case "many" -> many(new ThreadSource(library, directory, 1_000_000, 1000), Integer.parseInt(args[3]));
				default -> throw new IllegalArgumentException(args[0]);
			}
		}
		try (var left = Files.list(folder)) {
			System.out.println("left=" + left.count());
		}
		System.exit(0);
	}

	/** For {@code unknown}, the agent looks for something that no JDK has. */
	private static ThreadSource source(String how, AgentLibrary library, PrivateDirectory directory) {
		if (!how.equals("unknown")) {
			return new ThreadSource(library, directory, 100_000, 10_000);
		}
		return new ThreadSource(library, directory, 100_000, 10_000, (agent, withLocks) -> {
			agent.internal("ThreadContainers", "none");
			return new AgentWalk(agent, withLocks);
		});
	}

	private static Profile print(ThreadSource source) {
		Profile profile = source.snapshot(ProfileKind.GOROUTINE, false);
		Map<String, Long> counts = new TreeMap<>();
		for (Sample sample : profile.samples()) {
			counts.merge(callSite(sample) + " " + texts(sample), sample.values().get(0), Long::sum);
		}
		counts.forEach((what, count) -> System.out.println(count + " " + what));
		profile.comments().forEach((comment) -> System.out.println("comment " + comment));
		System.out.println("state " + source.state().reason());
		long platform = profile.samples()
			.stream()
			.filter((sample) -> !texts(sample).contains("true"))
			.mapToLong((sample) -> sample.values().get(0))
			.sum();
		System.out.println("platform=" + platform + " records=" + source.records(ProfileKind.GOROUTINE).orElseThrow());
		return profile;
	}

	private static String callSite(Sample sample) {
		return sample.stack()
			.stream()
			.map(Frame::name)
			.filter((name) -> name.startsWith(ThreadScenarios.class.getName() + ".") || name.startsWith("["))
			.map((name) -> name.startsWith("[") ? name : name.substring(name.lastIndexOf('.') + 1))
			.findFirst()
			.orElse("-");
	}

	private static List<String> texts(Sample sample) {
		return sample.labels().all().stream().map(Label::text).toList();
	}

	private static void counts(ThreadSource source) throws Exception {
		lock.lock();
		for (int i = 0; i < PLATFORM; i++) {
			start(new Thread(ThreadScenarios::parked, "http-nio-8080-exec-" + i));
		}
		start(new Thread(ThreadScenarios::waitsForLock, "locker 1"));
		synchronized (monitor) {
			Thread blocked = start(new Thread(ThreadScenarios::entersMonitor, "enterer#1"));
			await(blocked, Thread.State.BLOCKED);
			if (VirtualThreads.areSupported()) {
				virtualThreads();
			}
			Profile before = print(source);
			Profile now = source.snapshot(ProfileKind.GOROUTINE, false);
			System.out.println("negative=" + now.since(before, Duration.ofSeconds(1))
				.samples()
				.stream()
				.anyMatch((sample) -> sample.values().get(0) < 0));
			dump(source);
		}
	}

	private static void dump(ThreadSource source) {
		StringBuilder out = new StringBuilder();
		ThreadDumpText text = new ThreadDumpText(out);
		text.deadlocks(ThreadSource.deadlocks());
		text.leftOut(source.dump(text));
		System.out.println(out);
	}

	private static void virtualThreads() throws Exception {
		for (int i = 0; i < 300; i++) {
			await(VirtualThread.start(ThreadScenarios::parkedVirtually), Thread.State.WAITING);
		}
		for (int i = 0; i < 10; i++) {
			await(VirtualThread.start(ThreadScenarios::waitsForLock), Thread.State.WAITING);
		}
		Method executor = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
		ExecutorService threads = (ExecutorService) executor.invoke(null);
		CountDownLatch running = new CountDownLatch(200);
		List<Thread> started = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			threads.execute(() -> {
				synchronized (started) {
					started.add(Thread.currentThread());
				}
				running.countDown();
				parkedInExecutor();
			});
		}
		running.await();
		for (Thread thread : started) {
			await(thread, Thread.State.WAITING);
		}
		// On older versions, these would keep their carriers.
		if (Runtime.version().feature() >= 25) {
			for (int i = 0; i < 5; i++) {
				await(VirtualThread.start(ThreadScenarios::entersMonitor), Thread.State.BLOCKED);
			}
			await(VirtualThread.start(ThreadScenarios::waitsForNotification), Thread.State.WAITING);
		}
		// These keep their carriers, of which there are only a few.
		await(VirtualThread.start(ThreadScenarios::pinned), Thread.State.WAITING);
		CountDownLatch spinning = new CountDownLatch(1);
		VirtualThread.start(() -> spins(spinning));
		spinning.await();
	}

	/** Not by {@code synchronized}, which no longer pins. */
	private static void pinned() {
		Initialized.touch();
	}

	private static void pinnedPark() {
		while (!ended) {
			LockSupport.park();
		}
	}

	private static void spins(CountDownLatch spinning) {
		spinning.countDown();
		while (!ended) {
			Thread.onSpinWait();
		}
	}

	private static void parked() {
		while (!ended) {
			LockSupport.park();
		}
	}

	private static void parkedVirtually() {
		while (!ended) {
			LockSupport.park(monitor);
		}
	}

	private static void parkedInExecutor() {
		while (!ended) {
			LockSupport.park();
		}
	}

	private static void waitsForLock() {
		lock.lock();
	}

	private static void entersMonitor() {
		synchronized (monitor) {
			ended = true;
		}
	}

	private static void waitsForNotification() {
		synchronized (notifier) {
			try {
				notifier.wait();
			}
			catch (InterruptedException ex) {
				ended = true;
			}
		}
	}

	private static Thread start(Thread thread) {
		thread.setDaemon(true);
		thread.start();
		await(thread, Thread.State.WAITING, Thread.State.BLOCKED);
		return thread;
	}

	/** The state is all that can be waited for. */
	private static void await(Thread thread, Thread.State... states) {
		List<Thread.State> wanted = List.of(states);
		while (!wanted.contains(thread.getState())) {
			LockSupport.parkNanos(100_000);
		}
	}

	private static void caps(AgentLibrary library, PrivateDirectory directory) {
		for (int i = 0; i < PLATFORM; i++) {
			start(new Thread(ThreadScenarios::parked, "capped-" + i));
		}
		int all = ManagementFactory.getThreadMXBean().getThreadCount();
		Profile threads = print(new ThreadSource(library, directory, 100, 1000));
		System.out.println("all=" + (sum(threads) == all) + " " + (all - 100));
		Profile stacks = print(new ThreadSource(library, directory, 1000, 2));
		System.out.println("all=" + (sum(stacks) == all) + " samples=" + stacks.samples().size());
		List<Object> pictures = new ArrayList<>();
		long leftOut = new ThreadSource(library, directory, 50, 1000).dump(pictures::add);
		System.out.println("pictures=" + pictures.size() + " all=" + (pictures.size() + leftOut == all));
	}

	private static long sum(Profile profile) {
		return profile.samples().stream().mapToLong((sample) -> sample.values().get(0)).sum();
	}

	private static void deadlock(ThreadSource source) throws InterruptedException {
		Object one = new Object();
		Object other = new CountDownLatch(0);
		CountDownLatch both = new CountDownLatch(2);
		Thread first = start(new Thread(() -> holdBoth(one, other, both), "first\nline"));
		Thread second = start(new Thread(() -> holdBoth(other, one, both), "second"));
		await(first, Thread.State.BLOCKED);
		await(second, Thread.State.BLOCKED);
		print(source);
		dump(source);
	}

	private static void holdBoth(Object first, Object second, CountDownLatch both) {
		synchronized (first) {
			both.countDown();
			try {
				both.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			synchronized (second) {
				parked();
			}
		}
	}

	/** Threads with 1 to 50 more frames, parked or waiting for a lock. */
	private static void many(ThreadSource source, int count) throws Exception {
		lock.lock();
		CountDownLatch running = new CountDownLatch(count);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			int number = i;
			threads.add(VirtualThread.start(() -> {
				running.countDown();
				down(number % 50, number % 3 == 0);
			}));
		}
		running.await();
		for (Thread thread : threads) {
			await(thread, Thread.State.WAITING);
		}
		Profile profile = source.snapshot(ProfileKind.GOROUTINE, false);
		Map<Integer, Long> byDepth = new TreeMap<>();
		Map<Boolean, Long> byLock = new TreeMap<>();
		for (Sample sample : profile.samples()) {
			List<String> names = sample.stack().stream().map(Frame::name).toList();
			int depth = (int) names.stream().filter((name) -> name.endsWith("ThreadScenarios.down")).count();
			if (depth > 0) {
				byDepth.merge(depth, sample.values().get(0), Long::sum);
				byLock.merge(names.contains(ReentrantLock.class.getName() + ".lock"), sample.values().get(0),
						Long::sum);
			}
		}
		System.out.println("depths=" + byDepth.size() + " each=" + byDepth.values().stream().distinct().toList()
				+ " locks=" + byLock);
	}

	private static void down(int depth, boolean forLock) {
		if (depth > 0) {
			down(depth - 1, forLock);
		}
		else if (forLock) {
			lock.lock();
		}
		else {
			parked();
		}
	}

	/**
	 * Parks where a thread cannot unmount: in an initializer, which the JVM calls.
	 */
	private static final class Initialized {

		static {
			pinnedPark();
		}

		static void touch() {
			// Initializes the class.
		}

	}

}
