package dev.pprof4j.source.heap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.Sample;
import dev.pprof4j.source.agent.AgentLibrary;

/**
 * Sixty-four threads allocate, while classes are loaded and unloaded and one scrape
 * follows another, for at least the given time and the given number of scrapes. Prints
 * what a scraper would see, and how the memory of the sampler grew.
 */
final class Soak {

	private static final int THREADS = 64;

	static volatile Object sink = "";

	private static volatile boolean ended;

	private Soak() {
	}

	/**
	 * Runs the soak.
	 * @param args seconds, scrapes, a folder, and optionally a library
	 */
	public static void main(String[] args) throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args[0]));
		AgentLibrary library = new AgentLibrary((args.length > 3) ? Path.of(args[3]) : null, Path.of(args[2]));
		SampledHeapSource source = new SampledHeapSource(library, 16 * 1024, 2000);
		source.start();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			threads.add(new Thread((i % 8 == 0) ? Soak::churnClasses : Soak::churnObjects, "soak-" + i));
		}
		threads.forEach(Thread::start);
		Scrapes scrapes = new Scrapes();
		long memory = 0;
		while (scrapes.count < Integer.parseInt(args[1]) || System.nanoTime() < end) {
			scrapes.add(source.snapshot(ProfileKind.ALLOCS, scrapes.count % 200 == 199));
			memory = (scrapes.count == 100) ? source.figures().orElseThrow().memoryBytes() : memory;
		}
		ended = true;
		for (Thread thread : threads) {
			thread.join();
		}
		System.out.println("scrapes=" + scrapes.count + " backwards=" + scrapes.backwards + " memoryAfter100=" + memory
				+ " memory=" + source.figures().orElseThrow().memoryBytes() + " samples=" + scrapes.before.size());
		source.close();
	}

	private static void churnObjects() {
		List<Object> kept = new ArrayList<>();
		while (!ended) {
			int size = ThreadLocalRandom.current().nextInt(10, 2000);
			kept.add((size % 2 == 0) ? new byte[size] : new long[size / 8]);
			if (kept.size() > 1000) {
				kept.clear();
				pause();
			}
		}
		sink = kept;
	}

	/** Lets the scrapes have their turn. */
	private static void pause() {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
	}

	/**
	 * Loads classes, each into a class loader of its own, uses each once, and forgets it.
	 */
	private static void churnClasses() {
		try (InputStream in = Soak.class.getResourceAsStream("Soak$Unloaded.class")) {
			byte[] classFile = (in != null) ? in.readAllBytes() : new byte[0];
			while (!ended) {
				Class<?> fresh = new OneClass(classFile).loaded();
				((Runnable) fresh.getDeclaredConstructor().newInstance()).run();
				pause();
			}
		}
		catch (IOException | ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Compares each scrape with the one before.
	 */
	private static final class Scrapes {

		private Map<Object, List<Long>> before = new HashMap<>();

		private int count;

		private int backwards;

		void add(Profile profile) {
			Map<Object, List<Long>> now = new HashMap<>();
			for (Sample sample : profile.samples()) {
				now.put(List.of(sample.stack(), sample.labels()), sample.values());
			}
			this.before.forEach((key, values) -> {
				List<Long> later = now.getOrDefault(key, List.of(0L, 0L));
				if (later.get(0) < values.get(0) || later.get(1) < values.get(1)) {
					this.backwards++;
				}
			});
			this.before = now;
			this.count++;
		}

	}

	/**
	 * Loads one class.
	 */
	private static final class OneClass extends ClassLoader {

		private final byte[] classFile;

		OneClass(byte[] classFile) {
			super(Soak.class.getClassLoader());
			this.classFile = classFile;
		}

		Class<?> loaded() {
			return defineClass(Soak.class.getName() + "$Unloaded", this.classFile, 0, this.classFile.length);
		}

	}

	/**
	 * Allocates, in methods of its own and in a lambda, which is a hidden class.
	 */
	public static final class Unloaded implements Runnable {

		@Override
		public void run() {
			for (int i = 0; i < 20; i++) {
				byte[] bytes = new byte[5_000 + i];
				Runnable lambda = () -> System.identityHashCode(new byte[5_000 + bytes.length % 7]);
				lambda.run();
			}
		}

	}

}
