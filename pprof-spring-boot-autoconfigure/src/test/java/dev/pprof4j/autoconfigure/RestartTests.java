package dev.pprof4j.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.pprof4j.Profiler;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.RequiresNativeSampler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts an application again and again in one JVM, as the developer tools do: each time
 * in its own class loader, and two at the same time. No threads, files, class loaders or
 * native memory may remain.
 */
@RequiresNativeSampler
class RestartTests {

	@TempDir
	private Path tempDir;

	@Test
	void restartsShouldLeaveNothing() {
		// Spring holds classes by soft references. With this option, a collection clears
		// those that have not been used since the previous one.
		String output = new ChildJvm()
			.with(List.of("-Xmx256m", "-XX:MaxMetaspaceSize=512m", "-XX:SoftRefLRUPolicyMSPerMB=0"))
			.within(Duration.ofMinutes(8))
			.run(Restarts.class, this.tempDir.toString());
		assertThat(output).contains("new threads: []", "files: 0\n").containsPattern("class loaders: [0-4] of 60\n");
		int growth = Integer.parseInt(output.replaceAll("(?s).*RSS growth: (-?\\d+) MB.*", "$1"));
		assertThat(growth).as(output).isLessThan(75);
	}

	/**
	 * Starts and stops sixty applications.
	 */
	static final class Restarts {

		private static final int TIMES = 60;

		private static final int SETTLED = 20;

		private Restarts() {
		}

		public static void main(String[] args) throws Exception {
			List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
			Set<String> threads = new TreeSet<>();
			long before = 0;
			for (int i = 0; i < TIMES; i += 2) {
				run(args[0], loaders);
				if (i == SETTLED) {
					threads.addAll(threads());
					before = residentKilobytes();
				}
			}
			Set<String> now = newThreads(threads);
			// Threads of the last application may still be ending.
			for (int i = 0; i < 100 && !now.isEmpty(); i++) {
				Thread.sleep(100);
				now = newThreads(threads);
			}
			System.out.println("new threads: " + now);
			for (int i = 0; i < 20 && alive(loaders) > 0; i++) {
				System.gc();
				Thread.sleep(100);
			}
			System.out.println("class loaders: " + alive(loaders) + " of " + loaders.size());
			System.out.println("RSS growth: " + (residentKilobytes() - before) / 1024 + " MB");
			try (Stream<Path> files = Files.list(Path.of(args[0]))) {
				System.out.println("files: " + files.count());
			}
		}

		/** Runs two applications at once, each of which takes profiles. */
		@SuppressWarnings("unchecked")
		private static void run(String tempDir, List<WeakReference<ClassLoader>> loaders) throws Exception {
			try (URLClassLoader one = classLoader(); URLClassLoader two = classLoader()) {
				List<Callable<Object>> applications = new ArrayList<>();
				for (URLClassLoader loader : List.of(one, two)) {
					loaders.add(new WeakReference<>(loader));
					Thread.currentThread().setContextClassLoader(loader);
					applications.add((Callable<Object>) loader.loadClass(Application.class.getName())
						.getConstructor(String.class)
						.newInstance(tempDir));
				}
				for (Callable<Object> application : applications) {
					application.call();
				}
			}
			finally {
				Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
			}
		}

		/** Boot and its dependencies are shared, as with the developer tools. */
		private static URLClassLoader classLoader() throws MalformedURLException {
			List<URL> urls = new ArrayList<>();
			for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
				if (new File(entry).isDirectory() || entry.contains("pprof")) {
					urls.add(Path.of(entry).toUri().toURL());
				}
			}
			return new OwnFirst(urls.toArray(URL[]::new));
		}

		private static long alive(List<WeakReference<ClassLoader>> loaders) {
			return loaders.stream().filter((loader) -> loader.get() != null).count();
		}

		private static Set<String> newThreads(Set<String> known) {
			Set<String> threads = threads();
			threads.removeAll(known);
			return threads;
		}

		private static Set<String> threads() {
			Set<String> names = new TreeSet<>();
			Thread.getAllStackTraces()
				.keySet()
				.forEach((thread) -> names.add(thread.getName().replaceAll("\\d+", "N")));
			return names;
		}

		private static long residentKilobytes() throws IOException {
			return Files.readAllLines(Path.of("/proc/self/status"))
				.stream()
				.filter((line) -> line.startsWith("VmRSS"))
				.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")))
				.sum();
		}

	}

	/**
	 * Loads the classes of this project from its own path first.
	 */
	private static final class OwnFirst extends URLClassLoader {

		OwnFirst(URL[] urls) {
			super(urls, ClassLoader.getSystemClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				if (loaded == null && name.startsWith("dev.pprof4j.")) {
					loaded = findClass(name);
				}
				return (loaded != null) ? loaded : super.loadClass(name, resolve);
			}
		}

	}

	/**
	 * An application that takes some profiles and is closed in the middle of one.
	 */
	public static final class Application implements Callable<Object> {

		private final ConfigurableApplicationContext context;

		public Application(String tempDir) {
			this.context = new SpringApplicationBuilder(Beans.class)
				.properties("server.port=0", "management.server.port=0", "server.address=127.0.0.1",
						"management.server.address=127.0.0.1", "management.endpoints.web.exposure.include=pprof",
						"spring.main.banner-mode=off", "logging.level.root=ERROR", "pprof.temp-dir=" + tempDir)
				.run();
		}

		@Override
		public Object call() throws Exception {
			Profiler profiler = this.context.getBean(Profiler.class);
			profiler.record(ProfileKind.CPU, Duration.ofMillis(20));
			profiler.record(ProfileKind.WALL, Duration.ofMillis(20));
			profiler.snapshot(ProfileKind.GOROUTINE);
			Thread caller = new Thread(() -> record(profiler));
			caller.start();
			while (profiler.status().untilNextEnd().isZero()) {
				Thread.onSpinWait();
			}
			this.context.close();
			caller.join();
			return "";
		}

		private static void record(Profiler profiler) {
			try {
				profiler.record(ProfileKind.CPU, Duration.ofMinutes(5));
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Beans {

	}

}
