package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;

import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.Recording;
import dev.pprof4j.symbol.SourceFiles;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.test.ChildJvm;
import dev.pprof4j.test.MountedDirectory;
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
	@ValueSource(strings = { "a,event=alloc", "a%p", "a\nb", "a\u0000b" })
	void commandShouldRefusePathsThatWouldBeMisread(String name) {
		Path file;
		try {
			file = this.tempDir.resolve(name);
		}
		catch (java.nio.file.InvalidPathException ex) {
			return; // never gets as far as a command
		}
		assertThatExceptionOfType(ProfilingException.Unavailable.class)
			.isThrownBy(() -> AsyncProfilerCommand.start(EnumSet.allOf(SampledEvent.class),
					new AsyncProfilerCommand.Intervals(1, 1), file))
			.withMessageContaining("pprof.temp-dir");
	}

	@ParameterizedTest
	@CsvSource({ "10101010, ctimer", "10000000, ctimer", "9900990, cpu", "1000000, cpu" })
	@EnabledOnOs(OS.LINUX)
	void theKernelsClockShouldTickOftenEnough(long intervalNanos, String event) {
		assertThat(AsyncProfilerCommand.start(EnumSet.of(SampledEvent.CPU),
				new AsyncProfilerCommand.Intervals(intervalNanos, 1), this.tempDir.resolve("a")))
			.startsWith("start,event=" + event + ",interval=" + intervalNanos + ",");
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
