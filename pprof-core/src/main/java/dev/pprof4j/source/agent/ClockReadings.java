package dev.pprof4j.source.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.ThreadClocks.Reading;
import org.jspecify.annotations.Nullable;

/**
 * The CPU clocks of platform threads that have ended since this object was created, read
 * by the native agent as each thread ended. Keeps the readings of the last 16,384 threads
 * that had used at least 0.2 ms; has none where the agent is not loaded, and none on JDK
 * 24. Safe to share between threads.
 */
public final class ClockReadings implements AutoCloseable, Supplier<List<Reading>> {

	/** No readings. */
	public static final ClockReadings NONE = new ClockReadings(null, 0);

	private static final int FIELDS = 4;

	/**
	 * On JDK 24, whenever a thread begins, the agent's look at it would stop all virtual
	 * threads from being mounted.
	 */
	private static final int WITHOUT_READINGS = 24;

	private final @Nullable Agent agent;

	/** How many clocks had been read before this window. */
	private volatile long before;

	/** How many clocks had been read by the last call of {@link #get()}. */
	private volatile long reached;

	private final AtomicBoolean closed = new AtomicBoolean();

	private ClockReadings(@Nullable Agent agent, long before) {
		this.agent = agent;
		this.before = before;
	}

	/**
	 * Starts reading clocks if the agent is loaded; does not load the agent for that.
	 * @return a share in the readings, to be closed
	 */
	public static ClockReadings begin() {
		Agent agent = (Runtime.version().feature() != WITHOUT_READINGS) ? AgentLibrary.loaded() : null;
		try {
			long[] before = (agent != null) ? agent.readings(Long.MAX_VALUE) : new long[0];
			if (agent != null && before.length > 0) {
				ClockReadings readings = new ClockReadings(agent, before[0]);
				return (agent.startReadings() == 0) ? readings : NONE;
			}
		}
		catch (ProfilingException ex) {
			// The agent is of an earlier version, which does not read clocks.
		}
		return NONE;
	}

	/**
	 * Leaves out exactly what another object has already reported.
	 * @param ended the other object, not yet closed when this one was created
	 */
	public void beginAfter(ClockReadings ended) {
		if (this.agent != null && ended.agent != null) {
			this.before = ended.reached;
		}
	}

	@Override
	public List<Reading> get() {
		long[] readings = (this.agent != null) ? this.agent.readings(this.before) : new long[0];
		this.reached = (readings.length > 0) ? readings[0] : this.before;
		List<Reading> result = new ArrayList<>();
		for (int i = 1; i < readings.length; i += FIELDS) {
			result.add(new Reading(readings[i], readings[i + 1], readings[i + 2], readings[i + 3]));
		}
		return result;
	}

	@Override
	public void close() {
		if (this.agent != null && this.closed.compareAndSet(false, true)) {
			this.agent.stopReadings();
		}
	}

}
