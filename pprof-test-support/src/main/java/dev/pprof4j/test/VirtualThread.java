package dev.pprof4j.test;

import java.lang.reflect.InvocationTargetException;

/**
 * Starts virtual threads, which the JDK that the tests are compiled for does not have.
 */
public final class VirtualThread {

	private VirtualThread() {
	}

	/**
	 * Starts a virtual thread, on JDK 21 or later.
	 * @param task what it does
	 * @return the thread
	 */
	public static Thread start(Runnable task) {
		try {
			return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
		}
		catch (InvocationTargetException | NoSuchMethodException | IllegalAccessException ex) {
			throw new IllegalStateException("Needs JDK 21", ex);
		}
	}

}
