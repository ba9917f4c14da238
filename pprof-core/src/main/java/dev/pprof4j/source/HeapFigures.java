package dev.pprof4j.source;

import java.time.Duration;

/**
 * What the heap sampler holds now, and what it has done since it was first started.
 *
 * @param records distinct combinations of stack, class and size
 * @param live sampled objects that have not been found dead
 * @param memoryBytes native memory in use, in bytes, without the weak references, which
 * belong to the JVM
 * @param work what it has done
 */
public record HeapFigures(long records, long live, long memoryBytes, Work work) {

	/**
	 * What the sampler has done, and what it cost.
	 *
	 * @param weights the objects that were followed up: where following up every object
	 * that the JVM sampled would cost too much, each stands for 2, 4, 8... of them
	 * @param cpuTime what following them up has cost the application's threads
	 */
	public record Work(SampleWeights weights, Duration cpuTime) {

		/**
		 * The objects that the JVM has sampled.
		 * @return their number
		 */
		public long drawn() {
			return this.weights.sum();
		}

		/**
		 * The sampled objects that were followed up.
		 * @return their number
		 */
		public long followedUp() {
			return this.weights.samples();
		}

		/**
		 * The work done since an earlier reading.
		 * @param before the earlier reading
		 * @return the difference
		 */
		public Work since(Work before) {
			return new Work(this.weights.since(before.weights), this.cpuTime.minus(before.cpuTime));
		}

	}

}
