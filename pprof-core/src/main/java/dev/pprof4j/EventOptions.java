package dev.pprof4j;

import java.time.Duration;

/**
 * What is told by the events of JDK Flight Recorder. What is beyond its limits is an
 * {@link IllegalArgumentException}.
 *
 * @param block which waits are counted
 * @param mutex which waits for locks are counted
 * @param threadcreate whether started threads are counted
 * @param trace how a whole recording is made
 */
public record EventOptions(Block block, Mutex mutex, boolean threadcreate, Trace trace) {

	/**
	 * Below it the rests of a busy pool's threads cost dear; JFR's own default is twice
	 * as much.
	 */
	public static final Duration DEFAULT_THRESHOLD = Duration.ofMillis(10);

	/** How many stacks are told apart where nothing else is said. */
	public static final int DEFAULT_MAX_STACKS = Options.DEFAULT_MAX_STACKS;

	/**
	 * Options for a program that sets none.
	 * @return all profiles on, waits of 10 ms and more, without those of idle threads
	 */
	public static EventOptions defaults() {
		return new EventOptions(new Block(true, DEFAULT_THRESHOLD, false, DEFAULT_MAX_STACKS),
				new Mutex(true, DEFAULT_THRESHOLD, DEFAULT_MAX_STACKS, true), true,
				new Trace("default", 256L * 1024 * 1024));
	}

	private static void check(Duration threshold, int maxStacks) {
		Options.require(!threshold.isNegative(), "threshold must not be negative", threshold);
		Options.requireStacks(maxStacks);
	}

	/**
	 * Which waits are counted.
	 *
	 * @param enabled whether any are
	 * @param threshold the shortest
	 * @param includeIdle whether those of threads that wait for their next task are
	 * @param maxStacks how many stacks are told apart, 100 to 1,000,000; all others are
	 * summed in one
	 */
	public record Block(boolean enabled, Duration threshold, boolean includeIdle, int maxStacks) {

		public Block {
			check(threshold, maxStacks);
		}

	}

	/**
	 * Which waits for locks are counted.
	 *
	 * @param enabled whether any are
	 * @param threshold the shortest
	 * @param maxStacks how many stacks are told apart, 100 to 1,000,000; all others are
	 * summed in one
	 * @param virtualThreads whether those of virtual threads for monitors are, on JDK 21
	 * and later: they are told by the native agent; they are in 'block' too
	 */
	public record Mutex(boolean enabled, Duration threshold, int maxStacks, boolean virtualThreads) {

		public Mutex {
			check(threshold, maxStacks);
		}

	}

	/**
	 * How a whole recording is made.
	 *
	 * @param settings the name of a configuration of the JDK's
	 * @param maxBytes about how large it may get; its oldest part is dropped
	 */
	public record Trace(String settings, long maxBytes) {

		public Trace {
			Options.require(maxBytes > 0, "maxBytes must be positive", maxBytes);
		}

	}

}
