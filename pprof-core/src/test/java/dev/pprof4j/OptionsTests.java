package dev.pprof4j;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for what options accept, and what they say of what they do not.
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
		String stacks = "maxStacks must be from 100 to 1000000";
		return Stream.of(refused("maxDuration must be positive", () -> profiler(Duration.ZERO, 1)),
				refused("maxConcurrent must be positive", () -> profiler(SECOND, 0)),
				refused("cpuFrequency must be from 1 to 1000", () -> sampling(0)),
				refused("cpuFrequency must be from 1 to 1000", () -> sampling(1001)),
				refused("continuous.retention must be at least 1 s", () -> continuous(Duration.ZERO, 1)),
				refused("continuous.maxBytes must be positive", () -> continuous(SECOND, 0)),
				refused("intervalBytes must be positive", () -> heap(0, 100, 0)),
				refused("maxHistogramBytes must not be negative", () -> heap(1, 100, -1)),
				refused(stacks, () -> heap(1, 99, 0)), refused(stacks, () -> heap(1, 1_000_001, 0)),
				refused("threshold must not be negative", () -> new EventOptions.Block(true, NEGATIVE, false, 100)),
				refused(stacks, () -> new EventOptions.Block(true, SECOND, false, 1_000_001)),
				refused("threshold must not be negative", () -> new EventOptions.Mutex(true, NEGATIVE, 100, true)),
				refused(stacks, () -> new EventOptions.Mutex(true, SECOND, 99, true)),
				refused("maxBytes must be positive", () -> new EventOptions.Trace("default", 0)),
				refused("maxThreads must be positive", () -> new GoroutineOptions(0, 1)),
				refused("maxStacks must be positive", () -> new GoroutineOptions(1, 0)));
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
				() -> new EventOptions.Trace("default", 1), () -> new GoroutineOptions(1, 1));
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
