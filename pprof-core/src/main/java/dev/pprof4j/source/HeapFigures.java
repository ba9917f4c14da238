package dev.pprof4j.source;

import java.time.Duration;

/**
 * What the heap sampler holds now, and what it has done since it was first started.
 *
 * @param records stacks, classes and sizes that are told apart
 * @param live sampled objects that have not been seen dead
 * @param memoryBytes native memory in use, in bytes, without the weak references, which
 * are the JVM's
 * @param work what it has done
 */
public record HeapFigures(long records, long live, long memoryBytes, Work work) {

	/**
	 * What the sampler has done, and what that took.
	 *
	 * @param weights the objects that were followed up: where it would cost too much to
	 * follow up all that the JVM has drawn, each stands for 2, 4, 8... of them
	 * @param cpuTime what following them up has cost the threads of the application
	 */
	public record Work(SampleWeights weights, Duration cpuTime) {

		/**
		 * Objects that the JVM has drawn.
		 * @return their number
		 */
		public long drawn() {
			return this.weights.sum();
		}

		/**
		 * Those of them that were followed up.
		 * @return their number
		 */
		public long followedUp() {
			return this.weights.samples();
		}

		/**
		 * What was done meanwhile.
		 * @param before what had been done by then
		 * @return the difference
		 */
		public Work since(Work before) {
			return new Work(this.weights.since(before.weights), this.cpuTime.minus(before.cpuTime));
		}

	}

}
