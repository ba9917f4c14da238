package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.pprof4j.source.CpuSplit;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.symbol.SourceFiles;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.MountedDirectory;
import dev.pprof4j.test.ParsedProfile;
import dev.pprof4j.test.VirtualThread;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AsyncProfilerLibrary} and {@link AsyncProfilerCommand}: what cannot be
 * loaded is explained, and nothing can be smuggled into a command.
 */
class AsyncProfilerLibraryTests {

	@TempDir
	Path tempDir;

	@Test
	void loadWhenTheLibraryIsBrokenShouldSayWhatToSet() throws IOException {
		Path broken = Files.writeString(this.tempDir.resolve("libasyncProfiler.so"), "not a library");
		assertThat(tryToLoad(broken, this.tempDir)).contains("pprof.cpu.library=" + broken, "remove it");
	}

	@Test
	void loadWhenTheLibraryIsMissingShouldSayWhatToSet() {
		assertThat(tryToLoad(Path.of("/nonexistent.so"), this.tempDir)).contains("pprof.cpu.library=/nonexistent.so",
				"not a readable file");
	}

	@Test
	void loadWhenTheDirectoryCannotBeWrittenShouldSayWhatToSet() throws IOException {
		Path file = Files.writeString(this.tempDir.resolve("file"), "no directory");
		assertThat(tryToLoad(null, file)).contains("set pprof.temp-dir to a writable directory");
	}

	@Test
	void loadWhenTheDirectoryForbidsExecutionShouldSayWhatToSet() throws IOException {
		try (MountedDirectory directory = MountedDirectory.mountedOn(this.tempDir.resolve("noexec"), "noexec")) {
			assertThat(tryToLoad(null, directory.path())).contains("set pprof.temp-dir", "allows execution");
			assertThat(directory.path()).isEmptyDirectory();
		}
	}

	@Test
	void loadWhenItWorksShouldLeaveNoFile() {
		assertThat(tryToLoad(null, this.tempDir)).contains("loaded async-profiler 4.");
		assertThat(this.tempDir).isEmptyDirectory();
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aVirtualThreadShouldBeAbleToLoadIt() {
		assertThat(new ChildJvm().run(LoadsOnAVirtualThread.class, this.tempDir.toString())).contains("recorded CPU");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a,event=alloc", "a%p", "a\nb", "a\u007fb" })
	void commandShouldRefusePathsThatWouldBeMisread(String name) {
		Path file = this.tempDir.resolve(name);
		assertThatExceptionOfType(ProfilingException.Unavailable.class)
			.isThrownBy(() -> AsyncProfilerCommand
				.start(new Intervals(Map.of(SampledEvent.CPU, 1L, SampledEvent.WALL, 1L)), file))
			.withMessageContaining("pprof.temp-dir");
	}

	@ParameterizedTest
	@CsvSource({ "10101010, ctimer", "10000000, ctimer", "9900990, cpu", "1000000, cpu" })
	@EnabledOnOs(OS.LINUX)
	void theKernelsClockShouldTickOftenEnough(long intervalNanos, String event) {
		assertThat(AsyncProfilerCommand.start(new Intervals(Map.of(SampledEvent.CPU, intervalNanos)),
				this.tempDir.resolve("a")))
			.startsWith("start,event=" + event + ",interval=" + intervalNanos + ",");
	}

	@ParameterizedTest
	@CsvSource({ "0000000181005ccf, 26/16", "00000001c3005ccf, 16/30", "fffffffffffffffe, 26/16", ", 26/16",
			"000000000200fccf, 30/23", "000000002200fccf, 23/26" })
	void signalsShouldBeThoseThatNobodyHandles(@Nullable String caught, String signals) {
		List<String> status = (caught != null)
				? List.of("Name:\tjava", "SigIgn:\t0000000000000000", "SigCgt:\t" + caught) : List.of();
		assertThat(Signals.free(status)).hasToString(signals);
	}

	/** For example, the copy that {@code asprof -e wall} uses. */
	@Test
	@EnabledOnOs(OS.LINUX)
	void anotherCopyShouldGoOn() {
		String reported = new ChildJvm().run(BesideAnotherCopy.class, this.tempDir.toString());
		assertThat(reported).contains("theirs 10 ms: ").containsPattern("ours: (0[.]9|1[.]0)\\d of the CPU time");
		Matcher samples = Pattern.compile("theirs 10 ms: (\\d+), (\\d+), (\\d+)").matcher(reported);
		assertThat(samples.find()).as(reported).isTrue();
		int before = Integer.parseInt(samples.group(1));
		int beside = Integer.parseInt(samples.group(2));
		int after = Integer.parseInt(samples.group(3));
		assertThat(beside - before).as("beside ours").isGreaterThan(50);
		assertThat(after - beside).as("after ours").isGreaterThan(50);
	}

	private static String tryToLoad(@Nullable Path library, Path tempDir) {
		return new ChildJvm().run(TriesToLoad.class, String.valueOf(library), tempDir.toString());
	}

	static final class LoadsOnAVirtualThread {

		private LoadsOnAVirtualThread() {
		}

		public static void main(String[] args) throws Exception {
			Path tempDir = Path.of(args[0]);
			try (PrivateDirectory directory = new PrivateDirectory(tempDir)) {
				AsyncProfilerSource source = AsyncProfilerSource.cpu(Duration.ofMillis(10),
						new AsyncProfilerSource.Shared(new AsyncProfilerLibrary(null, tempDir), directory,
								new SourceFiles(LoadsOnAVirtualThread.class.getClassLoader()), () -> true));
				Runnable task = () -> {
					try (Recording recording = source.start()) {
						System.out.println("recorded " + recording.stop().kind());
					}
				};
				VirtualThread.start(task).join();
			}
		}

	}

	/**
	 * Uses a second of CPU time before a window of ours, two within it, and one after it.
	 */
	static final class BesideAnotherCopy {

		private BesideAnotherCopy() {
		}

		public static void main(String[] args) throws Exception {
			Path tempDir = Path.of(args[0]);
			Path copy = tempDir.resolve("copy.so");
			Class<?> own = one.profiler.AsyncProfiler.class;
			String arch = System.getProperty("os.arch").equals("amd64") ? "linux-x64" : "linux-arm64";
			try (InputStream library = own.getResourceAsStream("/" + arch + "/libasyncProfiler.so")) {
				Files.copy(Objects.requireNonNull(library), copy);
			}
			URL jar = own.getProtectionDomain().getCodeSource().getLocation();
			try (URLClassLoader others = new URLClassLoader(new URL[] { jar }, null);
					PrivateDirectory directory = new PrivateDirectory(tempDir)) {
				Class<?> type = others.loadClass(own.getName());
				Object theirs = type.getMethod("getInstance", String.class).invoke(null, copy.toString());
				Method execute = type.getMethod("execute", String.class);
				execute.invoke(theirs, "start,event=wall,interval=10ms");
				CpuSplit.burn(TimeUnit.SECONDS.toNanos(1));
				int before = samples(theirs, execute);
				// Two intervals of 10 ms might make one sample where threads share a CPU.
				AsyncProfilerSource source = AsyncProfilerSource.cpu(Duration.ofMillis(50),
						new AsyncProfilerSource.Shared(new AsyncProfilerLibrary(null, tempDir), directory,
								new SourceFiles(own.getClassLoader()), () -> true));
				CpuSplit split = new CpuSplit("split", 1, TimeUnit.SECONDS.toNanos(2));
				try (Recording recording = source.start()) {
					split.run();
					ParsedProfile ours = TestedSources.parsed(recording);
					System.out.printf(Locale.ROOT, "ours: %.2f of the CPU time%n",
							(double) TestedSources.nanosOf(ours, "split") / split.totalNanos());
				}
				int beside = samples(theirs, execute);
				CpuSplit.burn(TimeUnit.SECONDS.toNanos(1));
				System.out.println("theirs 10 ms: " + before + ", " + beside + ", " + samples(theirs, execute));
				execute.invoke(theirs, "stop");
			}
			Files.delete(copy);
		}

		private static int samples(Object profiler, Method execute) throws ReflectiveOperationException {
			return String.valueOf(execute.invoke(profiler, "dump,collapsed"))
				.lines()
				.filter((line) -> line.contains("CpuSplit"))
				.mapToInt((line) -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
				.sum();
		}

	}

	static final class TriesToLoad {

		private TriesToLoad() {
		}

		public static void main(String[] args) {
			@Nullable Path installed = args[0].equals("null") ? null : Path.of(args[0]);
			AsyncProfilerLibrary library = new AsyncProfilerLibrary(installed, Path.of(args[1]));
			System.out.println("before: " + library.state());
			try {
				library.load();
				System.out.println("loaded " + library.state().reason());
			}
			catch (ProfilingException.Unavailable ex) {
				System.out.println(ex.getMessage());
				if (!library.state().reason().equals(ex.getMessage()) || library.state().available()) {
					throw new AssertionError("The state should give the reason");
				}
			}
		}

	}

}
