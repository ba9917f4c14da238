package dev.pprof4j;

import java.nio.file.Path;
import java.time.Duration;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.test.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A program that forgets to close its profiler: it exits all the same.
 */
class UnclosedProfilerTests {

	/** Without the native library Flight Recorder tells of the heap, too. */
	@ParameterizedTest
	@ValueSource(strings = { "", "/missing.so" })
	void profilerShouldNotKeepTheJvmAlive(String library) {
		String output = new ChildJvm().within(Duration.ofMinutes(1)).run(Main.class, library);
		assertThat(output).contains("started");
	}

	/**
	 * Counts everything, and ends.
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
