package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The signals that async-profiler's timers send. Two copies of async-profiler in a JVM,
 * for example ours and {@code asprof}'s, must use different signals: the copy that starts
 * later would take the signals from the other for good.
 *
 * @param cpu the number of the signal for CPU time
 * @param wall the number of the signal for wall-clock time
 */
record Signals(int cpu, int wall) {

	/**
	 * SIGVTALRM, SIGSTKFLT, SIGPWR and SIGURG of Linux, which hardly anything sends. They
	 * do not include async-profiler's own choice, SIGPROF, because JFR's CPU-time sampler
	 * goes silent for good once anyone has used that signal. Nor do they include
	 * real-time signals: when the queue of those is full, the kernel sends SIGIO instead,
	 * which ends the process.
	 */
	private static final List<Integer> CANDIDATES = List.of(26, 16, 30, 23);

	private static final Path STATUS = Path.of("/proc/self/status");

	/** The signals that have a handler, one bit each. */
	private static final String CAUGHT = "SigCgt:";

	/**
	 * The signals of the copy in this class loader. They are chosen before it first
	 * starts, and kept, because from then on it handles them itself.
	 */
	static Signals ofThisCopy() {
		return Chosen.SIGNALS;
	}

	/**
	 * The first two signals without a handler. If there are fewer, the first ones with a
	 * handler, which may no longer be in use.
	 * @param status the lines of {@code /proc/self/status}
	 */
	static Signals free(List<String> status) {
		BigInteger caught = status.stream()
			.filter((line) -> line.startsWith(CAUGHT))
			.map((line) -> new BigInteger(line.substring(CAUGHT.length()).strip(), 16))
			.findFirst()
			.orElse(BigInteger.ZERO);
		Stream<Integer> free = CANDIDATES.stream().filter((signal) -> !caught.testBit(signal - 1));
		List<Integer> chosen = Stream.concat(free, CANDIDATES.stream()).distinct().limit(2).toList();
		return new Signals(chosen.get(0), chosen.get(1));
	}

	@Override
	public String toString() {
		return this.cpu + "/" + this.wall;
	}

	/**
	 * Chosen on first use.
	 */
	private static final class Chosen {

		private static final Signals SIGNALS = free(status());

		private static List<String> status() {
			try {
				return Files.readAllLines(STATUS);
			}
			catch (IOException ex) {
				return List.of(); // not on Linux
			}
		}

	}

}
