package dev.pprof4j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * Rounds of work with something off and on take turns in one JVM. Each round with it on
 * is compared with the mean of its two neighbours.
 */
final class OnOff {

	private static final int WARM_UP = 4;

	private final List<Score> on = new ArrayList<>();

	private final List<Score> off = new ArrayList<>();

	private OnOff() {
	}

	/**
	 * Runs the rounds.
	 * @param round does some work
	 * @param starter starts what is compared, which is closed after the round
	 * @param rounds the number of rounds with it on
	 */
	static OnOff compare(Callable<Score> round, Callable<AutoCloseable> starter, int rounds) throws Exception {
		OnOff result = new OnOff();
		for (int i = 0; i < WARM_UP; i++) {
			round.call();
		}
		result.off.add(round.call());
		for (int i = 0; i < rounds; i++) {
			AutoCloseable running = starter.call();
			try {
				result.on.add(round.call());
			}
			finally {
				running.close();
			}
			result.off.add(round.call());
		}
		return result;
	}

	void print() {
		System.out.println("on/off, work per CPU time: " + ratios(this.on, this.off, Score::perCpuSecond));
		System.out.println("on/off, work per time:     " + ratios(this.on, this.off, Score::perSecond));
		List<Score> odd = new ArrayList<>();
		List<Score> even = new ArrayList<>();
		for (int i = 0; i < this.off.size(); i++) {
			((i % 2 == 0) ? even : odd).add(this.off.get(i));
		}
		odd = odd.subList(0, even.size() - 1);
		System.out.println("off/off, the noise:        " + ratios(odd, even, Score::perCpuSecond));
	}

	/** The median of a figure over the rounds with it off. */
	double off(ToDoubleFunction<Score> figure) {
		return new Statistics(this.off.stream().map(figure::applyAsDouble).toList()).median();
	}

	private static Statistics ratios(List<Score> one, List<Score> other, ToDoubleFunction<Score> value) {
		List<Double> ratios = new ArrayList<>();
		for (int i = 0; i < one.size(); i++) {
			double neighbours = (value.applyAsDouble(other.get(i)) + value.applyAsDouble(other.get(i + 1))) / 2;
			ratios.add(value.applyAsDouble(one.get(i)) / neighbours);
		}
		return new Statistics(ratios);
	}

	/**
	 * What one round did.
	 *
	 * @param work the units of work
	 * @param cpuNanos the CPU time of the process
	 * @param nanos the elapsed time
	 * @param bytes the bytes allocated
	 */
	record Score(long work, long cpuNanos, long nanos, long bytes) {

		double perCpuSecond() {
			return (double) this.work / this.cpuNanos;
		}

		double perSecond() {
			return (double) this.work / this.nanos;
		}

		double gigabytesPerSecond() {
			return (double) this.bytes / this.nanos;
		}

	}

}
