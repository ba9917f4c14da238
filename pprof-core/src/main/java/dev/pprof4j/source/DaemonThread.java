package dev.pprof4j.source;

/**
 * Threads of this library: none keeps the JVM alive, or the class loader of whoever
 * happened to start it, or what that thread has in inheritable thread-locals.
 */
public final class DaemonThread {

	/** The method in which each of them does its work, as in a stack. */
	public static final String WORK = Work.class.getName() + ".run";

	private DaemonThread() {
	}

	/**
	 * A thread that is not started yet.
	 * @param name its name, {@code pprof-} and what it does
	 * @param work what it does
	 * @return the thread
	 */
	public static Thread of(String name, Runnable work) {
		Thread thread = new Thread(null, new Work(work), name, 0, false);
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

	/**
	 * By which a thread is known in its stack.
	 *
	 * @param work what it does
	 */
	private record Work(Runnable work) implements Runnable {

		@Override
		public void run() {
			this.work.run();
		}

	}

}
