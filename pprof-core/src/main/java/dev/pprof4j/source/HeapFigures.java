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
	 * @param drawn objects that the JVM has drawn
	 * @param followedUp those of them that were followed up: where that would cost too
	 * much, not all are, and each stands for 2, 4, 8...
	 * @param squares the sum of the squares of what each of these stands for
	 * @param cpuTime what following them up has cost the threads of the application
	 */
	public record Work(long drawn, long followedUp, long squares, Duration cpuTime) {

		/**
		 * How many samples, each standing for itself, would be as exact: the standard
		 * error is one over the square root of it (Kish's effective sample size).
		 * @return the effective number of samples, zero if there is none
		 */
		public long effective() {
			return (this.squares == 0) ? 0 : Math.round((double) this.drawn * this.drawn / this.squares);
		}

		/**
		 * What was done meanwhile.
		 * @param before what had been done by then
		 * @return the difference
		 */
		public Work since(Work before) {
			return new Work(this.drawn - before.drawn, this.followedUp - before.followedUp,
					this.squares - before.squares, this.cpuTime.minus(before.cpuTime));
		}

	}

}
