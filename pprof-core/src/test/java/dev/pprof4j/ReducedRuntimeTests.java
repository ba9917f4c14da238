package dev.pprof4j;

import java.nio.file.Path;
import java.time.Duration;

import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.test.ChildJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a JVM without Flight Recorder: nothing fails that can do without it.
 */
class ReducedRuntimeTests {

	@ParameterizedTest
	@ValueSource(strings = { "--limit-modules=java.base,java.logging,java.management,jdk.management,jdk.unsupported",
			"-XX:-FlightRecorder" })
	void whatNeedsFlightRecorderShouldSaySoAndNothingElseFail(String option) {
		String output = new ChildJvm().with(option).run(Main.class);
		assertThat(output)
			.contains("BLOCK: this JVM has no Flight Recorder (module jdk.jfr)",
					"trace: this JVM has no Flight Recorder (module jdk.jfr)", "goroutines: true")
			.containsPattern("HEAP: .*this JVM has no Flight Recorder \\(module jdk[.]jfr\\)")
			.doesNotContain("NoClassDefFoundError");
	}

	/**
	 * Takes the profiles that there are, and prints why others are missing.
	 */
	static final class Main {

		public static void main(String[] args) throws InterruptedException {
			HeapOptions heap = new HeapOptions(true, HeapOptions.DEFAULT_INTERVAL_BYTES, HeapOptions.DEFAULT_MAX_STACKS,
					Path.of("/missing.so"), HeapOptions.DEFAULT_MAX_HISTOGRAM_BYTES);
			try (Profiler profiler = new Profiler(ProfilerOptions.defaults().withHeap(heap))) {
				profiler.start();
				try {
					profiler.snapshot(ProfileKind.BLOCK);
				}
				catch (ProfilingException.Unavailable ex) {
					System.out.println("BLOCK: " + ex.getMessage());
				}
				try {
					profiler.trace(Duration.ofSeconds(1));
				}
				catch (ProfilingException.Unavailable ex) {
					System.out.println("trace: " + ex.getMessage());
				}
				tellWhyThereIsNoHeap(profiler);
				System.out.println("goroutines: " + !profiler.snapshot(ProfileKind.GOROUTINE).samples().isEmpty());
			}
		}

		/**
		 * Flight Recorder is tried on a separate thread, so the reason is known only
		 * after a moment.
		 */
		private static void tellWhyThereIsNoHeap(Profiler profiler) throws InterruptedException {
			while (true) {
				try {
					profiler.snapshot(ProfileKind.HEAP);
					Thread.sleep(20);
				}
				catch (ProfilingException.Unavailable ex) {
					System.out.println("HEAP: " + ex.getMessage());
					return;
				}
			}
		}

	}

}
