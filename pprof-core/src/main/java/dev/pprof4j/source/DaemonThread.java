package dev.pprof4j.source;

/**
 * Threads of this library: none keeps the JVM alive, or the class loader of whoever
 * happened to start it, or what that thread has in inheritable thread-locals.
 */
public final class DaemonThread {

	private DaemonThread() {
	}

	/**
	 * A thread that is not started yet.
	 * @param name its name, {@code pprof-} and what it does
	 * @param work what it does
	 * @return the thread
	 */
	public static Thread of(String name, Runnable work) {
		Thread thread = new Thread(null, work, name, 0, false);
		thread.setDaemon(true);
		thread.setContextClassLoader(null);
		return thread;
	}

	/**
	 * A thread that runs.
	 * @param name its name, {@code pprof-} and what it does
	 * @param work what it does
	 * @return the thread
	 */
	public static Thread start(String name, Runnable work) {
		Thread thread = of(name, work);
		thread.start();
		return thread;
	}

}
