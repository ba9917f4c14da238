package dev.pprof4j.source.asyncprofiler;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import dev.pprof4j.source.ThreadClocks;

/**
 * The worth of each thread's samples, by the thread's own clock. The kernel checks the
 * timer of a thread when the kernel's clock ticks and finds the thread running, and all
 * intervals that have passed by then make one sample. A thread that runs for less than a
 * tick at a time therefore has too few samples. So each sample of a thread is worth its
 * share of what the thread has used: CPU(thread) / samples(thread). Used for one window.
 */
final class ThreadWeights {

	private final Map<Long, Sampled> threads = new HashMap<>();

	/** Adds samples of a thread, with their worth by the interval. */
	void add(long thread, long samples, long nanos) {
		this.threads.merge(thread, new Sampled(samples, nanos), Sampled::plus);
	}

	/**
	 * The factors by which to multiply the time of each thread's samples.
	 * @param clocks nanoseconds of CPU time by thread, as far as they are known
	 * @return the factors, for threads that have samples and whose clock shows enough
	 */
	Map<Long, Double> factors(Map<Long, Long> clocks) {
		Map<Long, Double> factors = new HashMap<>();
		this.threads.forEach((thread, sampled) -> {
			long used = clocks.getOrDefault(thread, 0L);
			if (used >= ThreadClocks.ENOUGH * sampled.nanos() / sampled.samples()) {
				factors.put(thread, (double) used / sampled.nanos());
			}
		});
		return factors;
	}

	/**
	 * The threads that have no sample, although they have used enough to have some.
	 * @param clocks nanoseconds of CPU time by thread, as far as they are known
	 * @param intervalNanos the sampling interval
	 * @return the clocks of these threads
	 */
	Map<Long, Long> unseen(Map<Long, Long> clocks, long intervalNanos) {
		Map<Long, Long> unseen = new TreeMap<>(clocks);
		unseen.keySet().removeAll(this.threads.keySet());
		unseen.values().removeIf((used) -> used < ThreadClocks.ENOUGH * intervalNanos);
		return unseen;
	}

	/** How much these factors add to the time of all samples, in nanoseconds. */
	long gain(Map<Long, Double> factors) {
		double gain = 0;
		for (Map.Entry<Long, Sampled> thread : this.threads.entrySet()) {
			gain += thread.getValue().nanos() * (factors.getOrDefault(thread.getKey(), 1.0) - 1);
		}
		return Math.round(gain);
	}

	private record Sampled(long samples, long nanos) {

		Sampled plus(Sampled other) {
			return new Sampled(this.samples + other.samples, this.nanos + other.nanos);
		}

	}

}
