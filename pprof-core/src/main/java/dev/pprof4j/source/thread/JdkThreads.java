package dev.pprof4j.source.thread;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.VirtualThreads;
import dev.pprof4j.source.agent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * What only the JDK knows about virtual threads: which ones exist, and what each waits
 * for. It has no API for that, but the native agent makes its internal methods callable.
 * Not thread-safe.
 */
final class JdkThreads {

	/** The first version that reports monitors. */
	private static final int SNAPSHOTS = 25;

	private static final Class<?>[] NONE = {};

	private static final Class<?>[] THREAD = { Thread.class };

	private final Agent agent;

	private final Map<String, Method> methods = new HashMap<>();

	/**
	 * Finds the methods that list the virtual threads.
	 * @throws ProfilingException.Unavailable if this JDK keeps the threads elsewhere
	 */
	JdkThreads(Agent agent) {
		this.agent = agent;
		if (VirtualThreads.areSupported()) {
			method("ThreadContainers", "root");
			requireStream(method("ThreadContainer", "threads"));
			requireStream(method("ThreadContainer", "children"));
		}
	}

	/**
	 * Visits all virtual threads that the JDK tracks, one after the other, since their
	 * number is not known in advance.
	 * @param each receives the threads
	 * @throws ProfilingException.Unavailable if this JDK keeps the threads elsewhere
	 */
	void forEachVirtual(Consumer<Thread> each) {
		if (!VirtualThreads.areSupported()) {
			return;
		}
		Method isVirtual = isVirtual();
		Deque<Object> left = new ArrayDeque<>();
		left.add(get("ThreadContainers", "root", null));
		while (!left.isEmpty()) {
			Object container = left.remove();
			Iterator<?> threads = ((Stream<?>) get("ThreadContainer", "threads", container)).iterator();
			while (threads.hasNext()) {
				Thread thread = (Thread) threads.next();
				if (Boolean.TRUE.equals(invoke(isVirtual, thread))) {
					each.accept(thread);
				}
			}
			((Stream<?>) get("ThreadContainer", "children", container)).forEach(left::add);
		}
	}

	/**
	 * What a virtual thread waits for. JDK 25 is the first to report monitors.
	 * @param thread the thread
	 * @return the monitor, or what {@code LockSupport.park} was given; {@code null} if
	 * there is none or this JDK does not report it
	 */
	@Nullable Object blocker(Thread thread) {
		if (Runtime.version().feature() < SNAPSHOTS) {
			return LockSupport.getBlocker(thread);
		}
		try {
			Object snapshot = call("ThreadSnapshot", "of", null, thread);
			return (snapshot != null) ? blockerIn(snapshot) : null;
		}
		catch (ProfilingException.Unavailable ex) {
			return LockSupport.getBlocker(thread);
		}
	}

	private @Nullable Object blockerIn(Object snapshot) {
		Object state = call("ThreadSnapshot", "threadState", snapshot);
		if (state == Thread.State.BLOCKED) {
			return call("ThreadSnapshot", "blockedOn", snapshot);
		}
		if (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING) {
			return null;
		}
		Object parked = call("ThreadSnapshot", "parkBlocker", snapshot);
		return (parked != null) ? parked : call("ThreadSnapshot", "waitingOn", snapshot);
	}

	private static void requireStream(Method method) {
		if (!Stream.class.isAssignableFrom(method.getReturnType())) {
			throw unknown(new NoSuchMethodException(method + " returns no stream"));
		}
	}

	private static Method isVirtual() {
		try {
			return Thread.class.getMethod("isVirtual");
		}
		catch (NoSuchMethodException ex) {
			throw unknown(ex);
		}
	}

	private Object get(String type, String name, @Nullable Object target) {
		return Objects.requireNonNull(call(type, name, target), name);
	}

	/** Calls a method that takes either no parameters or one thread. */
	private @Nullable Object call(String type, String name, @Nullable Object target, Thread... thread) {
		return invoke(method(type, name, (thread.length == 0) ? NONE : THREAD), target, (Object[]) thread);
	}

	private Method method(String type, String name, Class<?>... parameters) {
		return this.methods.computeIfAbsent(type + '.' + name, (key) -> this.agent.internal(type, name, parameters));
	}

	private static @Nullable Object invoke(Method method, @Nullable Object target, Object... arguments) {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof VirtualMachineError error) {
				throw error;
			}
			throw unknown(ex.getCause());
		}
		catch (IllegalAccessException ex) {
			throw unknown(ex);
		}
	}

	private static ProfilingException unknown(@Nullable Throwable cause) {
		return new ProfilingException.Unavailable(
				"The virtual threads of this JDK cannot be found: it keeps them in another way (" + cause + ")");
	}

}
