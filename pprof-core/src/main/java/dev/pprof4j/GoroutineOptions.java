package dev.pprof4j;

import dev.pprof4j.source.thread.ThreadSource;

/**
 * How threads are looked at.
 *
 * @param maxThreads how many are, for one profile; others are only counted
 * @param maxStacks how many stacks with different labels are told apart; others are
 * summed in one
 */
public record GoroutineOptions(int maxThreads, int maxStacks) {

	public GoroutineOptions {
		if (maxThreads < 1 || maxStacks < 1) {
			throw new IllegalArgumentException("At least one: %d threads, %d stacks".formatted(maxThreads, maxStacks));
		}
	}

	/**
	 * Options for a program that sets none.
	 * @return a million threads, 16,000 stacks
	 */
	public static GoroutineOptions defaults() {
		return new GoroutineOptions(ThreadSource.DEFAULT_MAX_THREADS, ThreadSource.DEFAULT_MAX_STACKS);
	}

}
