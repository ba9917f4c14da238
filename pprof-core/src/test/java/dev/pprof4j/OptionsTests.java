package dev.pprof4j;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what options accept, and for the messages about what they reject.
 */
class OptionsTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration NEGATIVE = Duration.ofNanos(-1);

	@ParameterizedTest(name = "{0}")
	@MethodSource("refused")
	void whatMakesNoSenseShouldBeRefused(String message, ThrowingCallable options) {
		assertThatIllegalArgumentException().isThrownBy(options).withMessage(message);
	}

	static Stream<Arguments> refused() {
		String stacks = "maxStacks must be from 100 to 1000000, but is ";
		return Stream.of(refused("maxDuration must be positive, but is PT0S", () -> profiler(Duration.ZERO, 1)),
				refused("maxConcurrent must be positive, but is 0", () -> profiler(SECOND, 0)),
				refused("cpuFrequency must be from 1 to 1000, but is 0", () -> sampling(0)),
				refused("cpuFrequency must be from 1 to 1000, but is 1001", () -> sampling(1001)),
				refused("continuous.retention must be at least 1 s, but is PT0S", () -> continuous(Duration.ZERO, 1)),
				refused("continuous.maxBytes must be positive, but is 0", () -> continuous(SECOND, 0)),
				refused("intervalBytes must be positive, but is 0", () -> heap(0, 100, 0)),
				refused("maxHistogramBytes must not be negative, but is -1", () -> heap(1, 100, -1)),
				refused(stacks + 99, () -> heap(1, 99, 0)), refused(stacks + 1_000_001, () -> heap(1, 1_000_001, 0)),
				refused("threshold must not be negative, but is PT-0.000000001S",
						() -> new EventOptions.Block(true, NEGATIVE, false, 100)),
				refused(stacks + 1_000_001, () -> new EventOptions.Block(true, SECOND, false, 1_000_001)),
				refused("threshold must not be negative, but is PT-0.000000001S",
						() -> new EventOptions.Mutex(true, NEGATIVE, 100, true)),
				refused(stacks + 99, () -> new EventOptions.Mutex(true, SECOND, 99, true)),
				refused("maxBytes must be positive, but is 0", () -> new EventOptions.Trace("default", 0)),
				refused("maxThreads must be positive, but is 0", () -> new GoroutineOptions(0, 1)),
				refused(stacks + 99, () -> new GoroutineOptions(1, 99)));
	}

	private static Arguments refused(String message, ThrowingCallable options) {
		return Arguments.of(message, options);
	}

	@ParameterizedTest
	@MethodSource("accepted")
	void theBoundsThemselvesShouldBeAccepted(ThrowingCallable options) {
		assertThatCode(options).doesNotThrowAnyException();
	}

	static Stream<ThrowingCallable> accepted() {
		return Stream.of(() -> profiler(Duration.ofNanos(1), 1), () -> sampling(1), () -> sampling(1000),
				() -> continuous(SECOND, 1), () -> heap(1, 100, 0), () -> heap(1, 1_000_000, 0),
				() -> new EventOptions.Block(true, Duration.ZERO, false, 100),
				() -> new EventOptions.Mutex(true, Duration.ZERO, 1_000_000, true),
				() -> new EventOptions.Trace("default", 1), () -> new GoroutineOptions(1, 100));
	}

	@Test
	void oneShouldBeChangedAndTheOthersKept() {
		Path directory = Path.of("elsewhere");
		SamplingOptions sampling = SamplingOptions.defaults().withCpuFrequency(49);
		HeapOptions heap = heap(1, 100, 0);
		EventOptions events = new EventOptions(new EventOptions.Block(false, SECOND, true, 100),
				EventOptions.defaults().mutex(), false, EventOptions.defaults().trace());
		ProfilerOptions defaults = ProfilerOptions.defaults();
		assertThat(defaults.withTempDir(directory).withSampling(sampling).withHeap(heap).withEvents(events))
			.isEqualTo(new ProfilerOptions(defaults.maxDuration(), defaults.maxConcurrent(), directory,
					defaults.classLoader(), new SamplingOptions(CpuEngine.AUTO, 49,
							SamplingOptions.DEFAULT_WALL_INTERVAL, null, false, SamplingOptions.Continuous.OFF),
					heap, events, defaults.goroutine()));
	}

	private static ProfilerOptions profiler(Duration maxDuration, int maxConcurrent) {
		return new ProfilerOptions(maxDuration, maxConcurrent, Path.of("."), ClassLoader.getSystemClassLoader(),
				SamplingOptions.defaults(), HeapOptions.defaults(), EventOptions.defaults(),
				GoroutineOptions.defaults());
	}

	private static SamplingOptions sampling(int cpuFrequency) {
		return new SamplingOptions(CpuEngine.AUTO, cpuFrequency, SamplingOptions.DEFAULT_WALL_INTERVAL, null, false,
				SamplingOptions.Continuous.OFF);
	}

	private static SamplingOptions.Continuous continuous(Duration retention, long maxBytes) {
		return new SamplingOptions.Continuous(true, 1, retention, maxBytes);
	}

	private static HeapOptions heap(int intervalBytes, int maxStacks, long maxHistogramBytes) {
		return new HeapOptions(true, intervalBytes, maxStacks, null, maxHistogramBytes);
	}

}
