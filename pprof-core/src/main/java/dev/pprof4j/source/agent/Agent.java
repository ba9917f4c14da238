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
 * is called by reflection, because a class loader that searches its own jar first would
 * link a different class of that name. Safe to share between threads.
 */
public final class Agent {

	/** The class in the bootstrap class loader. */
	public static final String CLASS = "dev.pprof4j.source.agent.shared.SharedAgent";

	/** The deepest stack that is recorded in full. */
	public static final int MAX_DEPTH = 256;

	/** The distance from one thread to the next in what {@link #walk} fills. */
	public static final int STRIDE = MAX_DEPTH + 2;

	static final String OTHER_VERSION = "The native agent in this JVM is from another version of this library";

	private static final int HEAP_FIGURES = 7;

	private static final Class<?>[] NONE = {};

	private final Class<?> shared;

	private Agent(Class<?> shared) {
		this.shared = shared;
	}

	/** The agent, or {@code null} if it has not been installed. */
	static @Nullable Agent find() {
		Class<?> shared = findClass();
		return (shared != null) ? connected(new Agent(shared)) : null;
	}

	/**
	 * An agent of another version may be unable to answer. It is returned all the same:
	 * the next call to it reports that.
	 */
	private static @Nullable Agent connected(Agent agent) {
		try {
			return Boolean.TRUE.equals(agent.call("isConnected", NONE)) ? agent : null;
		}
		catch (ProfilingException.Unavailable ex) {
			return agent;
		}
	}

	/** The agent's class, which may not have its native methods yet. */
	static @Nullable Class<?> findClass() {
		try {
			return Class.forName(CLASS, true, null);
		}
		catch (ClassNotFoundException ex) {
			return null;
		}
	}

	/**
	 * Starts sampling allocations, or joins the sampling that is already running.
	 * @param intervalBytes the mean distance between two samples
	 * @param maxStacks how many distinct stacks are kept
	 * @param maxLive how many objects are watched
	 * @param microsPerCpuSecond roughly how many microseconds of each second of CPU time
	 * that the process uses may be spent on samples
	 * @return 0, or a JVMTI error
	 */
	public int startHeap(int intervalBytes, int maxStacks, int maxLive, int microsPerCpuSecond) {
		Class<?>[] ints = { int.class, int.class, int.class, int.class };
		return number("startHeap", ints, intervalBytes, maxStacks, maxLive, microsPerCpuSecond).intValue();
	}

	/**
	 * Undoes one {@link #startHeap}.
	 */
	public void stopHeap() {
		call("stopHeap", NONE);
	}

	/**
	 * Whether allocations are sampled.
	 * @return whether anyone has asked for it
	 */
	public boolean isHeapRunning() {
		return Boolean.TRUE.equals(call("isHeapRunning", NONE));
	}

	/**
	 * The time since which the JIT compilers have described inlined code without a break.
	 * @return that moment, in the far future if the JVM has refused to
	 */
	public Instant armedSince() {
		return Instant.ofEpochMilli(number("armedSinceMillis", NONE).longValue());
	}

	/**
	 * The mean distance between two samples, as set by the first start.
	 * @return the distance in bytes
	 */
	public int heapIntervalBytes() {
		return number("heapIntervalBytes", NONE).intValue();
	}

	/**
	 * Runs a full garbage collection.
	 */
	public void collectGarbage() {
		call("collectGarbage", NONE);
	}

	/**
	 * Reads the allocations counted so far.
	 * @param <T> the reader's result
	 * @param reader receives the tables, which are gone when it returns
	 * @return the reader's result
	 * @throws ProfilingException.Unavailable if the sampler was never started, has been
	 * held up for seconds, or there is no memory
	 */
	public <T> T readHeap(Function<AgentTables, T> reader) {
		return read("heap", "The heap sampler", reader);
	}

	/**
	 * The size of what there is to read, without reading it.
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
		return read("monitors", "The monitor timer", reader);
	}

	int startReadings() {
		return number("startReadings", NONE).intValue();
	}

	void stopReadings() {
		call("stopReadings", NONE);
	}

	/** Same as {@code SharedAgent.readings}; empty if there is no memory. */
	long[] readings(long before) {
		return (call("readings", new Class<?>[] { long.class }, before) instanceof long[] readings) ? readings
				: new long[0];
	}

	/**
	 * All threads except virtual ones.
	 * @return the threads that are alive
	 */
	public Thread[] platformThreads() {
		if (call("platformThreads", NONE) instanceof Thread[] threads) {
			return threads;
		}
		throw new ProfilingException.Unavailable("The threads cannot be read: there is no memory left");
	}

	/**
	 * A method of {@code jdk.internal.vm}, where the JDK keeps what it knows about
	 * virtual threads.
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
	 * Whether {@link #walk} accepts virtual threads, which depends on
	 * {@link ContendedMonitors}.
	 * @return whether it does
	 */
	public boolean walksVirtualThreads() {
		return Boolean.TRUE.equals(call("walksVirtualThreads", NONE));
	}

	/**
	 * Reads the stacks of some threads, one at a time; the other threads keep running.
	 * @param threads the threads
	 * @param count how many of them
	 * @param stacks where each stack is put, at multiples of {@link #STRIDE}: its depth,
	 * or -1 if it has none (nearly always because it has ended), followed by the numbers
	 * of its frames, leaf first
	 */
	public void walk(Thread[] threads, int count, int[] stacks) {
		if (threads.length < count || stacks.length < count * STRIDE) {
			throw new IllegalArgumentException("No room for " + count + " threads");
		}
		call("walk", new Class<?>[] { Thread[].class, int.class, int[].class }, threads, count, stacks);
	}

	/**
	 * Reads the frames of the stacks read so far.
	 * @param <T> the reader's result
	 * @param reader receives the tables, which are gone when it returns
	 * @return the reader's result
	 */
	public <T> T readFrames(Function<AgentTables, T> reader) {
		return read("frames", "The native agent", reader);
	}

	/** Everything that it takes to free the tables is there before they are. */
	private <T> T read(String method, String what, Function<AgentTables, T> reader) {
		Method free = method("free", ByteBuffer.class);
		Object[] arguments = new Object[1];
		Object memory = call(method, NONE);
		if (!(memory instanceof ByteBuffer buffer)) {
			throw new ProfilingException.Unavailable(
					what + " cannot be read: it was never started, is busy, or there is no native memory left");
		}
		try {
			return reader.apply(new AgentTables(buffer));
		}
		finally {
			arguments[0] = buffer;
			invoke(free, arguments);
		}
	}

	private Number number(String method, Class<?>[] types, Object... arguments) {
		return (Number) Objects.requireNonNull(call(method, types, arguments), method);
	}

	private @Nullable Object call(String method, Class<?>[] types, Object... arguments) {
		return invoke(method(method, types), arguments);
	}

	/** Unavailable if the agent is of another version. */
	private Method method(String name, Class<?>... types) {
		try {
			return this.shared.getMethod(name, types);
		}
		catch (ReflectiveOperationException ex) {
			throw unusable(ex);
		}
	}

	/** Unavailable if the agent is still being installed. */
	private static @Nullable Object invoke(Method method, Object... arguments) {
		try {
			return method.invoke(null, arguments);
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
				"The native agent in this JVM cannot be used: it is from another version of this library, or does not support this JDK ("
						+ cause + ")");
	}

}
