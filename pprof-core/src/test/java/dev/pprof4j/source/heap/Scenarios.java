package dev.pprof4j.source.heap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import com.sun.management.ThreadMXBean;
import dev.pprof4j.encode.Application;
import dev.pprof4j.encode.PprofEncoder;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.agent.Agent;
import dev.pprof4j.source.agent.AgentLibrary;
import one.profiler.AsyncProfiler;

/**
 * Programs for what can be tried only once in a process.
 */
final class Scenarios {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	static volatile Object sink = "";

	private Scenarios() {
	}

	/**
	 * Runs one of the programs.
	 * @param args its name and a folder
	 */
	public static void main(String[] args) throws Exception {
		Path folder = Path.of(args[1]);
		switch (args[0]) {
			case "manyStacks" -> manyStacks(folder);
			case "manyLive" -> manyLive(folder);
			case "deep" -> deep(folder);
			case "virtualThreads" -> virtualThreads(folder);
			case "loaders" -> loaders(folder);
			case "otherAgent" -> otherAgent(folder);
			case "refused" -> refused(folder);
			case "broken" -> broken(folder);
			default -> throw new IllegalArgumentException(args[0]);
		}
	}

	private static SampledHeapSource start(Path folder, int interval, int maxStacks) {
		SampledHeapSource source = new SampledHeapSource(new AgentLibrary(null, folder), interval, maxStacks,
				HeapSampling.MAX_LIVE, Integer.MAX_VALUE);
		source.start();
		return source;
	}

	private static void write(SampledHeapSource source, Path folder) throws IOException {
		long before = source.records(ProfileKind.HEAP).orElseThrow();
		Profile profile = source.snapshot(ProfileKind.HEAP, true);
		long after = source.records(ProfileKind.ALLOCS).orElseThrow();
		int samples = profile.samples().size();
		System.out.println("records agree: " + (before > 0 && before <= samples && samples <= after));
		Files.write(folder.resolve("profile.pb.gz"), new PprofEncoder(new Application("heap", "")).encode(profile));
	}

	private static void manyStacks(Path folder) throws IOException {
		try (SampledHeapSource source = start(folder, 4096, 100)) {
			long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
			for (int stack = 0; stack < 4096; stack++) {
				zero(stack, 12);
			}
			long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
			write(source, folder);
			System.out.println("bytes=" + bytes);
		}
	}

	private static void zero(int path, int depth) {
		if (depth == 0) {
			sink = new byte[20_000];
		}
		else if ((path & 1) == 0) {
			zero(path >> 1, depth - 1);
		}
		else {
			one(path >> 1, depth - 1);
		}
	}

	private static void one(int path, int depth) {
		zero(path, depth);
	}

	private static void manyLive(Path folder) throws IOException {
		AgentLibrary library = new AgentLibrary(null, folder);
		try (SampledHeapSource source = new SampledHeapSource(library, 4096, 1000, 1000, Integer.MAX_VALUE)) {
			source.start();
			List<byte[]> kept = new ArrayList<>();
			for (int i = 0; i < 40_000; i++) {
				kept.add(newArray());
			}
			write(source, folder);
			System.out.println("bytes=" + kept.size() * 4016L);
		}
	}

	private static byte[] newArray() {
		return new byte[4000];
	}

	private static void deep(Path folder) throws IOException {
		try (SampledHeapSource source = start(folder, 4096, 1000)) {
			for (int i = 0; i < 20; i++) {
				down(300);
			}
			write(source, folder);
		}
	}

	private static void down(int frames) {
		if (frames > 0) {
			down(frames - 1);
		}
		else {
			sink = new byte[1_000_000];
		}
	}

	/** Uses reflection, since the code is compiled for Java 17. */
	private static void virtualThreads(Path folder) throws Exception {
		Method executor = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
		try (SampledHeapSource source = start(folder, 64 * 1024, 1000)) {
			ExecutorService threads = (ExecutorService) executor.invoke(null);
			for (int i = 0; i < 1000; i++) {
				threads.execute(Scenarios::inVirtualThread);
			}
			threads.shutdown();
			threads.awaitTermination(1, TimeUnit.MINUTES);
			write(source, folder);
			System.out.println("bytes=" + 1000 * 100 * 1016L);
		}
	}

	private static void inVirtualThread() {
		for (int i = 0; i < 100; i++) {
			sink = new byte[1000];
			if (i % 10 == 0) {
				LockSupport.parkNanos(1);
			}
		}
	}

	/** For example, two web applications in one server, or a restart by devtools. */
	private static void loaders(Path folder) throws Exception {
		try (URLClassLoader one = isolated(); URLClassLoader other = new ChildFirst(isolated().getURLs())) {
			AutoCloseable first = startIn(one, folder);
			AutoCloseable second = startIn(other, folder);
			System.out.println("classes differ: " + (first.getClass() != second.getClass()));
			long atStart = samples();
			allocate();
			long whileBoth = samples();
			first.close();
			first.close();
			allocate();
			long whileOne = samples();
			second.close();
			allocate();
			long afterwards = samples();
			System.out.println("grows: " + (whileBoth > atStart + 100) + " " + (whileOne > whileBoth + 100) + " "
					+ (afterwards > whileOne + 100));
			try (AutoCloseable third = startIn(one, folder)) {
				allocate();
				System.out.println("again: " + (samples() > afterwards + 100) + " " + (third != null));
			}
		}
		try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
			System.out.println("libraries: " + maps.filter((line) -> line.contains("libpprof4j.so"))
				.map((line) -> line.substring(line.indexOf('/')))
				.distinct()
				.count());
		}
	}

	private static URLClassLoader isolated() throws IOException {
		List<URL> urls = new ArrayList<>();
		for (String entry : System.getProperty("java.class.path").split(":", -1)) {
			urls.add(Path.of(entry).toUri().toURL());
		}
		return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
	}

	private static AutoCloseable startIn(ClassLoader loader, Path folder) throws ReflectiveOperationException {
		Class<?> library = loader.loadClass(AgentLibrary.class.getName());
		Object unloaded = library.getConstructor(Path.class, Path.class).newInstance(null, folder);
		Method start = loader.loadClass(HeapSampling.class.getName())
			.getDeclaredMethod("start", library, int.class, int.class, int.class, int.class);
		start.setAccessible(true);
		return (AutoCloseable) start.invoke(null, unloaded, 64 * 1024, 1000, 1000, Integer.MAX_VALUE);
	}

	/** The number of samples, from the header of a snapshot. */
	private static long samples() throws ReflectiveOperationException {
		Class<?> shared = Class.forName(Agent.CLASS, true, null);
		ByteBuffer snapshot = (ByteBuffer) shared.getMethod("heap").invoke(null);
		try {
			return snapshot.order(ByteOrder.nativeOrder()).getLong(7 * Long.BYTES);
		}
		finally {
			shared.getMethod("free", ByteBuffer.class).invoke(null, snapshot);
		}
	}

	private static void allocate() {
		for (int i = 0; i < 50_000; i++) {
			sink = new byte[1000];
		}
	}

	private static void otherAgent(Path folder) throws IOException {
		AsyncProfiler profiler = AsyncProfiler.getInstance();
		Path file = folder.resolve("alloc.jfr");
		profiler.execute("start,event=alloc,jfr,file=" + file);
		try {
			start(folder, 4096, 1000);
			System.out.println("started");
		}
		catch (ProfilingException.Unavailable ex) {
			System.out.println(ex.getMessage());
		}
		try {
			new SampledHeapSource(new AgentLibrary(null, folder), 4096, 1000).snapshot(ProfileKind.HEAP, true);
			System.out.println("read");
		}
		catch (ProfilingException.Unavailable ex) {
			System.out.println(ex.getMessage());
		}
		profiler.execute("stop");
		Files.delete(file);
		try (SampledHeapSource source = start(folder, 4096, 1000)) {
			System.out.println("afterwards: " + source.state().available());
			AsyncProfiler.getInstance().execute("version");
		}
		profiler.execute("start,event=alloc,jfr,file=" + file);
		profiler.execute("stop");
		Files.delete(file);
		System.out.println("given back");
	}

	/** A start that the JVM refuses must not keep others from sampling. */
	private static void refused(Path folder) throws IOException {
		AsyncProfiler profiler = AsyncProfiler.getInstance();
		try {
			HeapSampling.start(new AgentLibrary(null, folder), -1, 1000);
			System.out.println("started");
		}
		catch (ProfilingException.Unavailable ex) {
			System.out.println(ex.getMessage());
		}
		Path file = folder.resolve("alloc.jfr");
		profiler.execute("start,event=alloc,jfr,file=" + file);
		profiler.execute("stop");
		Files.delete(file);
		System.out.println("given back");
		try (SampledHeapSource source = start(folder, 4096, 1000)) {
			System.out.println("interval: " + source.snapshot(ProfileKind.ALLOCS, false).period());
		}
	}

	private static void broken(Path folder) throws IOException {
		Path file = folder.resolve("libpprof4j.so");
		try (InputStream none = new ByteArrayInputStream(new byte[100])) {
			Files.copy(none, file);
		}
		for (AgentLibrary library : new AgentLibrary[] { new AgentLibrary(file, folder),
				new AgentLibrary(folder.resolve("missing.so"), folder), new AgentLibrary(null, file) }) {
			try {
				library.load();
				System.out.println("loaded");
			}
			catch (ProfilingException.Unavailable ex) {
				System.out.println(ex.getMessage());
			}
		}
		Files.delete(file);
		new AgentLibrary(null, folder).load();
		System.out.println("a failure is not remembered");
	}

	/**
	 * A class loader that looks into its own jars first, as those of web servers do.
	 */
	private static final class ChildFirst extends URLClassLoader {

		ChildFirst(URL[] urls) {
			super(urls, ClassLoader.getPlatformClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				if (name.startsWith("dev.pprof4j.") && findLoadedClass(name) == null) {
					return findClass(name);
				}
				return super.loadClass(name, resolve);
			}
		}

	}

}
