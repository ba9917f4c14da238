package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The signals that the timers of async-profiler send. Two copies of it in a JVM, ours and
 * {@code asprof}'s for example, must not have the same ones: the one that starts later
 * would take them away from the other for good.
 *
 * @param cpu the number of that for CPU time
 * @param wall that for wall-clock time
 */
record Signals(int cpu, int wall) {

	/**
	 * SIGVTALRM, SIGSTKFLT, SIGPWR and SIGURG of Linux: hardly anything sends them. Not
	 * async-profiler's own choice, SIGPROF, since JFR's CPU-time sampler goes silent for
	 * good once anybody has used that; and no real-time signals: when the queue of those
	 * is full the kernel sends SIGIO instead, which ends the process.
	 */
	private static final List<Integer> CANDIDATES = List.of(26, 16, 30, 23);

	private static final Path STATUS = Path.of("/proc/self/status");

	/** The signals that have a handler, a bit for each. */
	private static final String CAUGHT = "SigCgt:";

	/**
	 * Those of the copy that this class loader has: chosen before it first starts, and
	 * kept, since from then on they are taken by itself.
	 */
	static Signals ofThisCopy() {
		return Chosen.SIGNALS;
	}

	/**
	 * The first two that nobody handles; where there are fewer, the first of those that
	 * somebody does, and perhaps no more.
	 * @param status what {@code /proc/self/status} says
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
	 * When they are first asked for.
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
