package dev.pprof4j.source;

/**
 * Creates the threads of this library. None of them keeps the JVM alive, nor the class
 * loader or the inheritable thread-locals of the thread that happened to start it.
 */
public final class DaemonThread {

	/**
	 * The method in which each of these threads does its work, as it appears in a stack.
	 */
	public static final String WORK = Work.class.getName() + ".run";

	private DaemonThread() {
	}

	/**
	 * A thread that has not been started.
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
	 * A thread that is running.
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
	 * Identifies these threads in their stacks.
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
