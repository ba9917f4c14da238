package dev.pprof4j.source.agent.shared;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The one native agent of this process, in the bootstrap class loader, shared by all
 * copies of this library in whatever class loader. It counts only while someone wants it
 * to. Must not be used before {@code AgentLibrary} has installed it. Safe to share
 * between threads.
 */
public final class SharedAgent {

	/** The classes whose methods may be handed out. */
	private static final Set<String> INTERNAL = Set.of("ThreadContainers", "ThreadContainer", "ThreadSnapshot");

	/** Written under the class lock, like the next two; read without it. */
	private static volatile int heapShares;

	private static volatile int heapInterval;

	private static volatile long armedSince;

	private static int monitorShares;

	private static volatile boolean monitorsStarted;

	/** Guards the readings of clocks, which must not wait for slow operations. */
	private static final Object READINGS = new Object();

	private static int readingShares;

	private static boolean opened;

	private SharedAgent() {
	}

	/**
	 * Whether the native methods are registered.
	 * @return whether the agent can be used
	 */
	public static boolean isConnected() {
		try {
			touch0();
			return true;
		}
		catch (UnsatisfiedLinkError ex) {
			return false;
		}
	}

	/**
	 * Starts sampling allocations, and makes the JIT compilers describe inlined code. The
	 * first call in a process fixes the settings.
	 * @param intervalBytes the mean distance between two samples
	 * @param maxStacks how many distinct stacks are kept
	 * @param maxLive how many objects are watched
	 * @param microsPerCpuSecond roughly how many microseconds of each second of CPU time
	 * that the process uses may be spent on samples
	 * @return 0, or a JVMTI error
	 */
	public static synchronized int startHeap(int intervalBytes, int maxStacks, int maxLive, int microsPerCpuSecond) {
		int error = (heapShares > 0) ? 0 : startHeap0(intervalBytes, maxStacks, maxLive, microsPerCpuSecond);
		if (error != 0) {
			return error;
		}
		if (heapShares == 0) {
			heapInterval = (heapInterval == 0) ? intervalBytes : heapInterval;
			armedSince = (arm0(true) == 0) ? System.currentTimeMillis() : Long.MAX_VALUE;
		}
		heapShares++;
		return 0;
	}

	/**
	 * Undoes one {@link #startHeap}.
	 */
	public static synchronized void stopHeap() {
		heapShares--;
		if (heapShares == 0) {
			stopHeap0();
			arm0(false);
		}
	}

	/**
	 * The mean distance between two samples.
	 * @return the number of bytes that the first start has set
	 */
	public static int heapIntervalBytes() {
		return heapInterval;
	}

	/**
	 * The time since which the JIT compilers have described inlined code.
	 * @return the time in milliseconds since 1970, or {@code Long.MAX_VALUE} if the JVM
	 * has refused to
	 */
	public static long armedSinceMillis() {
		return armedSince;
	}

	/**
	 * Whether allocations are sampled.
	 * @return whether anyone has asked for it
	 */
	public static boolean isHeapRunning() {
		return heapShares > 0;
	}

	/**
	 * Runs a full garbage collection, even where {@code System.gc()} is disabled.
	 */
	public static native void collectGarbage();

	/**
	 * The allocations counted so far.
	 * @return the tables in native memory, to be passed to {@link #free}, or {@code null}
	 * if the sampler was never started, looking at its objects is held up for seconds, or
	 * there is no memory for them
	 */
	public static native synchronized ByteBuffer heap();

	/**
	 * The size of what {@link #heap} would return, and the cost of sampling it.
	 * @return seven figures: the number of distinct combinations of stack, class and
	 * size; of watched objects; of bytes of native memory in use; of objects that the JVM
	 * has sampled; of those that were followed up; the sum of the squares of what each of
	 * these stands for; and the nanoseconds of CPU time that they took
	 */
	public static native long[] heapFigures();

	/**
	 * Starts timing how long virtual threads wait for monitors. The first call in a
	 * process fixes the number of stacks; the call that finds the timer stopped sets the
	 * threshold.
	 * @param thresholdNanos the shortest wait that counts
	 * @param maxStacks how many distinct stacks are kept
	 * @return 0, or a JVMTI error
	 */
	public static synchronized int startMonitors(long thresholdNanos, int maxStacks) {
		int error = (monitorShares > 0) ? 0 : startMonitors0(thresholdNanos, maxStacks);
		if (error == 0) {
			monitorShares++;
			monitorsStarted = true;
		}
		return error;
	}

	/**
	 * Undoes one {@link #startMonitors}.
	 */
	public static synchronized void stopMonitors() {
		monitorShares--;
		if (monitorShares == 0) {
			stopMonitors0();
		}
	}

	/**
	 * The waits for monitors counted so far.
	 * @return the tables in native memory, to be passed to {@link #free}, or {@code null}
	 * if the timer was never started or there is no memory for them
	 */
	public static native synchronized ByteBuffer monitors();

	/**
	 * Starts reading the CPU clock of each platform thread as it ends, if the thread has
	 * used at least 0.2 milliseconds.
	 * @return 0, or a JVMTI error
	 */
	public static int startReadings() {
		synchronized (READINGS) {
			int error = (readingShares > 0) ? 0 : startReadings0();
			readingShares += (error == 0) ? 1 : 0;
			return error;
		}
	}

	/**
	 * Undoes one {@link #startReadings}.
	 */
	public static void stopReadings() {
		synchronized (READINGS) {
			readingShares--;
			if (readingShares == 0) {
				stopReadings0();
			}
		}
	}

	/**
	 * The clocks read so far.
	 * @param before how many earlier readings to skip
	 * @return how many readings there are by now; then, for each one wanted that is not
	 * too old, the identifier of the Java thread, that of the native thread, and the
	 * native thread's clock when the Java thread began (0 if that was not seen) and when
	 * it ended, in nanoseconds; {@code null} if there is no memory
	 */
	public static native long[] readings(long before);

	/**
	 * All threads except virtual ones.
	 * @return the threads that are alive, or {@code null} if there is no memory for them
	 */
	public static Thread[] platformThreads() {
		return platformThreads0(Thread.class);
	}

	/**
	 * A method of {@code jdk.internal.vm}, where the JDK keeps what it knows about
	 * virtual threads. The only other way to find them all is a dump to a file.
	 * @param type the simple name of the class
	 * @param name the name of the method
	 * @param parameters the types of its parameters
	 * @return the method, which anyone who has it may call
	 * @throws ReflectiveOperationException if this JDK does not have it
	 */
	public static Method internal(String type, String name, Class<?>... parameters)
			throws ReflectiveOperationException {
		if (!INTERNAL.contains(type)) {
			throw new IllegalAccessException(type);
		}
		open();
		Method method = Class.forName("jdk.internal.vm." + type).getDeclaredMethod(name, parameters);
		method.setAccessible(true);
		return method;
	}

	private static synchronized void open() throws IllegalAccessException {
		if (!opened) {
			int error = open0(Object.class.getModule(), SharedAgent.class.getModule());
			if (error != 0) {
				throw new IllegalAccessException("jdk.internal.vm is not open (JVMTI error " + error + ")");
			}
			opened = true;
		}
	}

	/**
	 * Whether {@link #walk} accepts virtual threads. For that JVMTI must know about their
	 * mounts, which it does once their waits have been timed.
	 * @return whether it does
	 */
	public static boolean walksVirtualThreads() {
		return monitorsStarted;
	}

	/**
	 * Reads the stacks of some threads.
	 * @param threads the threads
	 * @param count how many of them
	 * @param stacks where each stack is put, at multiples of 258: its depth, or -1 if it
	 * has none, nearly always because it has ended, followed by the numbers of its
	 * frames, leaf first
	 */
	public static native void walk(Thread[] threads, int count, int[] stacks);

	/**
	 * The frames of all stacks read so far.
	 * @return the tables in native memory, to be passed to {@link #free}, or {@code null}
	 * if there is no memory for them
	 */
	public static native ByteBuffer frames();

	/**
	 * Frees the memory of a snapshot; the buffer must not be used afterwards.
	 * @param snapshot the buffer
	 */
	public static native void free(ByteBuffer snapshot);

	private static native void touch0();

	private static native int arm0(boolean on);

	private static native int startHeap0(int intervalBytes, int maxStacks, int maxLive, int microsPerCpuSecond);

	private static native void stopHeap0();

	private static native int startMonitors0(long thresholdNanos, int maxStacks);

	private static native void stopMonitors0();

	private static native int startReadings0();

	private static native void stopReadings0();

	private static native int open0(Module javaBase, Module ours);

	private static native Thread[] platformThreads0(Class<?> thread);

}
