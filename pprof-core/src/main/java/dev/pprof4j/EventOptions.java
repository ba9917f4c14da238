package dev.pprof4j;

import java.time.Duration;

/**
 * What is counted from the events of JDK Flight Recorder. A value outside its limits is
 * an {@link IllegalArgumentException}.
 *
 * @param block which waits are counted
 * @param mutex which waits for locks are counted
 * @param threadcreate whether started threads are counted
 * @param trace how whole recordings are made
 */
public record EventOptions(Block block, Mutex mutex, boolean threadcreate, Trace trace) {

	/**
	 * With a shorter threshold, counting the waits of a busy pool's idle threads is
	 * expensive; JFR's own default is twice as long.
	 */
	public static final Duration DEFAULT_THRESHOLD = Duration.ofMillis(10);

	/** The default maximum number of distinct stacks. */
	public static final int DEFAULT_MAX_STACKS = Options.DEFAULT_MAX_STACKS;

	/**
	 * Returns the options for a program that sets none.
	 * @return all profiles enabled, waits of 10 ms and more counted, except those of idle
	 * threads
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
	 * @param enabled whether any are counted
	 * @param threshold the shortest wait that is counted
	 * @param includeIdle whether the waits of threads that wait for their next task are
	 * counted
	 * @param maxStacks the maximum number of distinct stacks, 100 to 1,000,000; all
	 * others are summed as one
	 */
	public record Block(boolean enabled, Duration threshold, boolean includeIdle, int maxStacks) {

		public Block {
			check(threshold, maxStacks);
		}

	}

	/**
	 * Which waits for locks are counted.
	 *
	 * @param enabled whether any are counted
	 * @param threshold the shortest wait that is counted
	 * @param maxStacks the maximum number of distinct stacks, 100 to 1,000,000; all
	 * others are summed as one
	 * @param virtualThreads whether waits of virtual threads for monitors are counted, on
	 * JDK 21 and later. The native agent records them, for 'block' too
	 */
	public record Mutex(boolean enabled, Duration threshold, int maxStacks, boolean virtualThreads) {

		public Mutex {
			check(threshold, maxStacks);
		}

	}

	/**
	 * How whole recordings are made.
	 *
	 * @param settings the name of a Flight Recorder configuration of the JDK
	 * @param maxBytes the approximate size limit; beyond it, the oldest part is dropped
	 */
	public record Trace(String settings, long maxBytes) {

		public Trace {
			Options.require(maxBytes > 0, "maxBytes must be positive", maxBytes);
		}

	}

}
