package dev.pprof4j;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.test.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a program exits even if it forgets to close its profiler.
 */
class UnclosedProfilerTests {

	/** Without the native library, the heap profile comes from Flight Recorder, too. */
	@ParameterizedTest
	@ValueSource(strings = { "", "/missing.so" })
	void profilerShouldNotKeepTheJvmAlive(String library) {
		String output = new ChildJvm().within(Duration.ofMinutes(1)).run(Main.class, library);
		assertThat(output).contains("started");
	}

	/**
	 * By then Flight Recorder has ended, or is about to: a recording that begins would
	 * wait for it.
	 */
	@Test
	void whatBeginsWhileTheJvmEndsShouldNotKeepItAlive() {
		String output = new ChildJvm().within(Duration.ofMinutes(1)).run(BeginsAtTheEnd.class);
		assertThat(output).contains("CPU: ", "BLOCK: ", "the end");
		assertThat(output).containsPattern("CPU: .*JDK Flight Recorder has ended because the JVM is ending")
			.containsPattern("BLOCK: .*JDK Flight Recorder has ended because the JVM is ending");
	}

	/**
	 * Requests profiles from Flight Recorder while the JVM is ending.
	 */
	static final class BeginsAtTheEnd {

		public static void main(String[] args) {
			Runtime.getRuntime().addShutdownHook(new Thread(BeginsAtTheEnd::begin));
		}

		private static void begin() {
			Profiler profiler = new Profiler(
					ProfilerOptions.defaults().withSampling(SamplingOptions.defaults().withEngine(CpuEngine.JFR)));
			print("CPU", () -> profiler.begin(ProfileKind.CPU).stop());
			profiler.start();
			print("BLOCK", () -> profiler.snapshot(ProfileKind.BLOCK));
			System.out.println("the end");
		}

		private static void print(String what, Supplier<Profile> asked) {
			try {
				System.out.println(what + ": " + asked.get().comments());
			}
			catch (ProfilingException ex) {
				System.out.println(what + ": " + ex.getMessage());
			}
		}

	}

	/**
	 * Starts a profiler, takes snapshots, and ends.
	 */
	static final class Main {

		public static void main(String[] args) {
			HeapOptions heap = new HeapOptions(true, HeapOptions.DEFAULT_INTERVAL_BYTES, HeapOptions.DEFAULT_MAX_STACKS,
					args[0].isEmpty() ? null : Path.of(args[0]), HeapOptions.DEFAULT_MAX_HISTOGRAM_BYTES);
			Profiler profiler = new Profiler(ProfilerOptions.defaults().withHeap(heap));
			profiler.start();
			profiler.snapshot(ProfileKind.BLOCK);
			profiler.snapshot(ProfileKind.ALLOCS);
			System.out.println("started");
		}

	}

}
