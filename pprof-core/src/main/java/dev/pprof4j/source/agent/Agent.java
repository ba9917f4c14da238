package dev.pprof4j.source.agent;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;

import dev.pprof4j.source.HeapFigures;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.SampleWeights;
import org.jspecify.annotations.Nullable;

/**
 * The native agent of this process, {@code SharedAgent} in the bootstrap class loader. It
 * is called by reflection: a class loader that looks into its own jar first would link
 * another class of that name. Safe to share between threads.
 */
public final class Agent {

	/** The class in the bootstrap class loader. */
	public static final String CLASS = "dev.pprof4j.source.agent.shared.SharedAgent";

	/** The deepest stack that is told whole. */
	public static final int MAX_DEPTH = 256;

	/** From one thread to the next in what {@link #walk} fills. */
	public static final int STRIDE = MAX_DEPTH + 2;

	static final String OTHER_VERSION = "The native agent in this JVM is of another version";

	private static final int HEAP_FIGURES = 7;

	private static final Class<?>[] NONE = {};

	private final Class<?> shared;

	private Agent(Class<?> shared) {
		this.shared = shared;
	}

	/** The agent, or {@code null} if nobody has put it there yet. */
	static @Nullable Agent find() {
		Class<?> shared = findClass();
		return (shared != null) ? connected(new Agent(shared)) : null;
	}

	/** One of another version does not say whether it is: whoever calls it finds out. */
	private static @Nullable Agent connected(Agent agent) {
		try {
			return Boolean.TRUE.equals(agent.call("isConnected", NONE)) ? agent : null;
		}
		catch (ProfilingException.Unavailable ex) {
			return agent;
		}
	}

	/** Its class, which may have no native methods yet. */
	static @Nullable Class<?> findClass() {
		try {
			return Class.forName(CLASS, true, null);
		}
		catch (ClassNotFoundException ex) {
			return null;
		}
	}

	/**
	 * Samples allocations, or joins those who do.
	 * @param intervalBytes the mean distance of two samples
	 * @param maxStacks how many stacks are told apart
	 * @param maxLive how many objects are watched
	 * @param microsPerCpuSecond how many microseconds of each second of CPU time that the
	 * process uses may go into samples, about
	 * @return 0, or an error of JVMTI
	 */
	public int startHeap(int intervalBytes, int maxStacks, int maxLive, int microsPerCpuSecond) {
		Class<?>[] ints = { int.class, int.class, int.class, int.class };
		return number("startHeap", ints, intervalBytes, maxStacks, maxLive, microsPerCpuSecond).intValue();
	}

	/**
	 * Takes back one {@link #startHeap}.
	 */
	public void stopHeap() {
		call("stopHeap", NONE);
	}

	/**
	 * Whether allocations are sampled.
	 * @return whether anybody wants that
	 */
	public boolean isHeapRunning() {
		return Boolean.TRUE.equals(call("isHeapRunning", NONE));
	}

	/**
	 * Since when the JIT compilers have described inlined code, without a break.
	 * @return the moment
	 */
	public Instant armedSince() {
		return Instant.ofEpochMilli(number("armedSinceMillis", NONE).longValue());
	}

	/**
	 * The mean distance of two samples, as whoever came first has set it.
	 * @return the distance in bytes
	 */
	public int heapIntervalBytes() {
		return number("heapIntervalBytes", NONE).intValue();
	}

	/**
	 * Collects garbage, all of it.
	 */
	public void collectGarbage() {
		call("collectGarbage", NONE);
	}

	/**
	 * Reads the allocations counted so far.
	 * @param <T> what the reader makes of them
	 * @param reader is given the tables, which are gone when it returns
	 * @return what the reader makes of them
	 * @throws ProfilingException.Unavailable if it was never started, is kept from going
	 * on for seconds, or there is no memory
	 */
	public <T> T readHeap(Function<AgentTables, T> reader) {
		return read("heap", "The heap sampler", reader);
	}

	/**
	 * How much there is to read, without reading it.
	 * @return the figures of the heap sampler
	 * @throws ProfilingException.Unavailable if the agent does not know
	 */
	public HeapFigures heapFigures() {
		if (call("heapFigures", NONE) instanceof long[] figures) {
			if (figures.length != HEAP_FIGURES) {
				throw new ProfilingException.Unavailable(OTHER_VERSION);
			}
			HeapFigures.Work work = new HeapFigures.Work(new SampleWeights(figures[3], figures[4], figures[5]),
					Duration.ofNanos(figures[6]));
			return new HeapFigures(figures[0], figures[1], figures[2], work);
		}
		throw new ProfilingException.Unavailable("The heap sampler cannot be read: there is no memory left");
	}

	int startMonitors(long thresholdNanos, int maxStacks) {
		return number("startMonitors", new Class<?>[] { long.class, int.class }, thresholdNanos, maxStacks).intValue();
	}

	void stopMonitors() {
		call("stopMonitors", NONE);
	}

	<T> T readMonitors(Function<AgentTables, T> reader) {
		return read("monitors", "The timer of monitors", reader);
	}

	int startReadings() {
		return number("startReadings", NONE).intValue();
	}

	void stopReadings() {
		call("stopReadings", NONE);
	}

	/** As of the shared one; empty if there is no memory. */
	long[] readings(long before) {
		return (call("readings", new Class<?>[] { long.class }, before) instanceof long[] readings) ? readings
				: new long[0];
	}

	/**
	 * All threads but the virtual ones.
	 * @return the threads that are alive
	 */
	public Thread[] platformThreads() {
		if (call("platformThreads", NONE) instanceof Thread[] threads) {
			return threads;
		}
		throw new ProfilingException.Unavailable("The threads cannot be read: there is no memory left");
	}

	/**
	 * A method of {@code jdk.internal.vm}, where the JDK keeps what it knows of virtual
	 * threads.
	 * @param type the simple name of the class
	 * @param name the name of the method
	 * @param parameters the types of its parameters
	 * @return the method, which may be called
	 * @throws ProfilingException.Unavailable if this JDK does not have it
	 */
	public Method internal(String type, String name, Class<?>... parameters) {
		Class<?>[] types = { String.class, String.class, Class[].class };
		return (Method) Objects.requireNonNull(call("internal", types, type, name, parameters), name);
	}

	/**
	 * Whether {@link #walk} may be given virtual threads, which rests on
	 * {@link ContendedMonitors}.
	 * @return whether it may
	 */
	public boolean walksVirtualThreads() {
		return Boolean.TRUE.equals(call("walksVirtualThreads", NONE));
	}

	/**
	 * Looks at the stacks of some threads, each for itself: the others run meanwhile.
	 * @param threads the threads
	 * @param count how many of them
	 * @param stacks where each stack is put, at multiples of {@link #STRIDE}: its depth,
	 * or -1 if the thread is not alive, and then the numbers of its frames, leaf first
	 */
	public void walk(Thread[] threads, int count, int[] stacks) {
		if (threads.length < count || stacks.length < count * STRIDE) {
			throw new IllegalArgumentException("No room for " + count + " threads");
		}
		call("walk", new Class<?>[] { Thread[].class, int.class, int[].class }, threads, count, stacks);
	}

	/**
	 * Reads the frames of the stacks looked at so far.
	 * @param <T> what the reader makes of them
	 * @param reader is given the tables, which are gone when it returns
	 * @return what the reader makes of them
	 */
	public <T> T readFrames(Function<AgentTables, T> reader) {
		return read("frames", "The native agent", reader);
	}

	private <T> T read(String method, String what, Function<AgentTables, T> reader) {
		Object memory = call(method, NONE);
		if (!(memory instanceof ByteBuffer buffer)) {
			throw new ProfilingException.Unavailable(
					what + " cannot be read: it was never started, is busy, or there is no native memory left");
		}
		try {
			return reader.apply(new AgentTables(buffer));
		}
		finally {
			call("free", new Class<?>[] { ByteBuffer.class }, buffer);
		}
	}

	private Number number(String method, Class<?>[] types, Object... arguments) {
		return (Number) Objects.requireNonNull(call(method, types, arguments), method);
	}

	/** Unavailable: that of another version, or one that is still being put there. */
	private @Nullable Object call(String method, Class<?>[] types, Object... arguments) {
		try {
			return this.shared.getMethod(method, types).invoke(null, arguments);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof VirtualMachineError error) {
				throw error;
			}
			throw unusable(ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw unusable(ex);
		}
	}

	private static ProfilingException unusable(@Nullable Throwable cause) {
		return new ProfilingException.Unavailable(
				"The native agent in this JVM cannot be used: it is of another version of this library, or does not know this JDK ("
						+ cause + ")");
	}

}
