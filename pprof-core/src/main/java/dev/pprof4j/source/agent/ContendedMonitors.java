package dev.pprof4j.source.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.VirtualThreads;

/**
 * A share in this process's timer of monitors, which runs as long as anyone holds a
 * share. It counts how long virtual threads wait for monitors, by stack and class of the
 * monitor, since it was first started; reading never resets the counts. Platform threads
 * are left to JDK Flight Recorder, which does not report virtual ones. Safe to share
 * between threads.
 * <p>
 * From the first JVMTI agent on, this or another, the JVM reports each mount and unmount
 * of a virtual thread, which takes about 80 nanoseconds on JDK 25.
 */
public final class ContendedMonitors implements AutoCloseable {

	private static final int MOST_STACKS = 1_000_000;

	private static final int HEADER_STACKS = 4;

	private static final int HEADER_WAITS = 5;

	private static final int HEADER_LEFT_ALONE = 6;

	private static final int COUNT_BYTES = 2 * Long.BYTES;

	private static final Frame OVERFLOW = Frame.ofMissing("too many stacks: pprof.mutex.max-stacks");

	private final Agent agent;

	private final AtomicBoolean closed = new AtomicBoolean();

	private ContendedMonitors(Agent agent) {
		this.agent = agent;
	}

	/**
	 * Starts timing waits, unless the timer is running. A running timer keeps its
	 * original settings.
	 * @param library the native library, loaded here if it is not
	 * @param threshold the shortest wait that counts
	 * @param maxStacks how many distinct stacks are kept; the others are summed in one
	 * @return a share in the timer, to be closed
	 * @throws ProfilingException.Unavailable if it cannot be loaded or started, with the
	 * reason
	 */
	public static ContendedMonitors start(AgentLibrary library, Duration threshold, int maxStacks) {
		if (threshold.isNegative() || maxStacks < 1 || maxStacks > MOST_STACKS) {
			throw new IllegalArgumentException("A threshold of " + threshold + ", " + maxStacks + " stacks");
		}
		if (!VirtualThreads.areSupported()) {
			throw new ProfilingException.Unavailable("Java " + Runtime.version().feature() + " has no virtual threads");
		}
		Agent agent = library.load();
		int error = agent.startMonitors(threshold.toNanos(), maxStacks);
		if (error != 0) {
			throw new ProfilingException.Unavailable((error == JvmtiError.OUT_OF_MEMORY)
					? "There is not enough address space for the tables of these waits: lower pprof.mutex.max-stacks="
							+ maxStacks
					: "The JVM does not report the waits of virtual threads for monitors (JVMTI error " + error + ")");
		}
		return new ContendedMonitors(agent);
	}

	/**
	 * The waits counted so far.
	 * @return the waits by stack and class of monitor
	 */
	public Contentions read() {
		return this.agent.readMonitors(ContendedMonitors::contentions);
	}

	private static Contentions contentions(AgentTables tables) {
		AgentTables.Table stacks = tables.table(tables.end(), (int) tables.header(HEADER_STACKS));
		List<Contention> contentions = new ArrayList<>(stacks.count());
		for (int stack = 0; stack < stacks.count(); stack++) {
			int at = stacks.end() + stack * COUNT_BYTES;
			if (tables.number(at) > 0) {
				contentions.add(new Contention(frames(tables, stacks, stack), className(tables, stacks, stack),
						tables.number(at), tables.number(at + Long.BYTES)));
			}
		}
		long waits = tables.header(HEADER_WAITS);
		return new Contentions(contentions, waits, waits - tables.header(HEADER_LEFT_ALONE));
	}

	/** The first entry is for the stacks that did not fit. */
	private static List<Frame> frames(AgentTables tables, AgentTables.Table stacks, int stack) {
		return (stack == 0) ? List.of(OVERFLOW) : tables.frames().stack(stacks.fields(stack, 1));
	}

	private static String className(AgentTables tables, AgentTables.Table stacks, int stack) {
		return (stack == 0) ? "" : tables.frames().typeName(stacks.field(stack, 0));
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.agent.stopMonitors();
		}
	}

	/**
	 * The waits of virtual threads for monitors. When there are very many, a random
	 * selection is followed up and stands for the rest.
	 *
	 * @param sites one element for each stack and class of monitor
	 * @param waits how many waits there were
	 * @param followedUp how many of them were followed up
	 */
	public record Contentions(List<Contention> sites, long waits, long followedUp) {

		/** No waits at all. */
		public static final Contentions NONE = new Contentions(List.of(), 0, 0);

		public Contentions {
			sites = List.copyOf(sites);
		}

	}

	/**
	 * The waits of virtual threads at one place for monitors of one class.
	 *
	 * @param stack the frames, leaf first
	 * @param className the class of the monitors, empty where no longer known
	 * @param contentions how many waits have ended
	 * @param delayNanos how long they took in total
	 */
	public record Contention(List<Frame> stack, String className, long contentions, long delayNanos) {

	}

}
