package dev.pprof4j.source.agent.shared;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * The one native agent of this process, in the bootstrap class loader: whoever has a copy
 * of this library, in whatever class loader, comes here. What it counts it counts while
 * anybody wants it to. Not to be touched before {@code AgentLibrary} has put it there.
 * Safe to share between threads.
 */
public final class SharedAgent {

	/** The classes of which methods are handed out. */
	private static final Set<String> INTERNAL = Set.of("ThreadContainers", "ThreadContainer", "ThreadSnapshot");

	/** Written under the lock of the class, as the next; read by whoever asks. */
	private static volatile int heapShares;

	private static volatile int heapInterval;

	private static volatile long armedSince;

	private static int monitorShares;

	private static volatile boolean monitorsStarted;

	/** Guards the readings of clocks, which do not wait for what takes long. */
	private static final Object READINGS = new Object();

	private static int readingShares;

	private static boolean opened;

	private SharedAgent() {
	}

	/**
	 * Whether it has its native methods.
	 * @return whether it can be used
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
	 * Samples allocations from now on, and makes the JIT compilers describe inlined code.
	 * The first call in a process decides how.
	 * @param intervalBytes the mean distance of two samples
	 * @param maxStacks how many stacks are told apart
	 * @param maxLive how many objects are watched
	 * @param microsPerCpuSecond how many microseconds of each second of CPU time that the
	 * process uses may go into samples, about
	 * @return 0, or an error of JVMTI
	 */
	public static synchronized int startHeap(int intervalBytes, int maxStacks, int maxLive, int microsPerCpuSecond) {
		int error = (heapShares > 0) ? 0 : startHeap0(intervalBytes, maxStacks, maxLive, microsPerCpuSecond);
		if (error != 0) {
			return error;
		}
		if (heapShares == 0) {
			heapInterval = (heapInterval == 0) ? intervalBytes : heapInterval;
			armedSince = System.currentTimeMillis();
			arm0(true); // refused to the second agent only, and then the first has done
						// it
		}
		heapShares++;
		return 0;
	}

	/**
	 * Takes back one {@link #startHeap}.
	 */
	public static synchronized void stopHeap() {
		heapShares--;
		if (heapShares == 0) {
			stopHeap0();
			arm0(false);
		}
	}

	/**
	 * The mean distance of two samples.
	 * @return the number of bytes that the first start has set
	 */
	public static int heapIntervalBytes() {
		return heapInterval;
	}

	/**
	 * Since when the JIT compilers have described inlined code.
	 * @return the time in milliseconds since 1970
	 */
	public static long armedSinceMillis() {
		return armedSince;
	}

	/**
	 * Whether allocations are sampled.
	 * @return whether anybody wants that
	 */
	public static boolean isHeapRunning() {
		return heapShares > 0;
	}

	/**
	 * Collects garbage, all of it, even where {@code System.gc()} is disabled.
	 */
	public static native void collectGarbage();

	/**
	 * The allocations counted so far.
	 * @return the tables in native memory, to be given back to {@link #free}, or
	 * {@code null} if it was never started, is kept from looking at objects for seconds,
	 * or there is no memory for them
	 */
	public static native synchronized ByteBuffer heap();

	/**
	 * What {@link #heap} would have, and what that took.
	 * @return the number of stacks, classes and sizes that are told apart, that of the
	 * objects that are watched, the bytes of native memory in use, the number of objects
	 * that the JVM has drawn, of those that were followed up, the sum of the squares of
	 * what each of these stands for, and the nanoseconds of CPU time that they took
	 */
	public static native long[] heapFigures();

	/**
	 * Times the waits of virtual threads for monitors from now on. The first call in a
	 * process decides how many stacks there are; the first while nobody else wants it,
	 * the threshold.
	 * @param thresholdNanos the shortest wait that counts
	 * @param maxStacks how many stacks are told apart
	 * @return 0, or an error of JVMTI
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
	 * Takes back one {@link #startMonitors}.
	 */
	public static synchronized void stopMonitors() {
		monitorShares--;
		if (monitorShares == 0) {
			stopMonitors0();
		}
	}

	/**
	 * The waits for monitors counted so far.
	 * @return the tables in native memory, to be given back to {@link #free}, or
	 * {@code null} if it was never started or there is no memory for them
	 */
	public static native synchronized ByteBuffer monitors();

	/**
	 * Reads the CPU clock of each platform thread that ends from now on, if it has used
	 * 0.2 milliseconds.
	 * @return 0, or an error of JVMTI
	 */
	public static int startReadings() {
		synchronized (READINGS) {
			int error = (readingShares > 0) ? 0 : startReadings0();
			readingShares += (error == 0) ? 1 : 0;
			return error;
		}
	}

	/**
	 * Takes back one {@link #startReadings}.
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
	 * @param before how many there were before those that are wanted
	 * @return how many there are by now, and then for each that is wanted, and not of too
	 * long ago, the thread's identifier, that of the thread of the system, and what the
	 * latter's clock said when the former began (0 if that was not seen) and when it
	 * ended, in nanoseconds; {@code null} if there is no memory
	 */
	public static native long[] readings(long before);

	/**
	 * All threads but the virtual ones.
	 * @return the threads that are alive, or {@code null} if there is no memory for them
	 */
	public static Thread[] platformThreads() {
		return platformThreads0(Thread.class);
	}

	/**
	 * A method of {@code jdk.internal.vm}, where the JDK keeps what it knows of virtual
	 * threads: nobody else can tell which there are without a dump into a file.
	 * @param type the simple name of the class
	 * @param name the name of the method
	 * @param parameters the types of its parameters
	 * @return the method, which whoever has it may call
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
	 * Whether {@link #walk} may be given virtual threads. JVMTI must know of their mounts
	 * for that, which it does once their waits have been timed.
	 * @return whether it may
	 */
	public static boolean walksVirtualThreads() {
		return monitorsStarted;
	}

	/**
	 * Looks at the stacks of some threads.
	 * @param threads the threads
	 * @param count how many of them
	 * @param stacks where each stack is put, at multiples of 258: its depth, or -1 if the
	 * thread is not alive, and then the numbers of its frames, leaf first
	 */
	public static native void walk(Thread[] threads, int count, int[] stacks);

	/**
	 * The frames of all stacks looked at so far.
	 * @return the tables in native memory, to be given back to {@link #free}, or
	 * {@code null} if there is no memory for them
	 */
	public static native ByteBuffer frames();

	/**
	 * Gives the memory of a snapshot back; the buffer must not be touched afterwards.
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
