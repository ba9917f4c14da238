package dev.pprof4j.source.thread;

/**
 * A walk through all live threads. Lives for one walk.
 */
interface ThreadWalk {

	/**
	 * Looks at each thread.
	 * @param maxThreads how many threads are looked at, at most
	 * @param each receives them
	 * @return the number of threads beyond that
	 */
	long walk(int maxThreads, Visitor each);

	/**
	 * The meaning of the numbers that visitors receive.
	 * @return the frames by their numbers
	 */
	FrameNumbers frames();

	/**
	 * Receives one thread after the other.
	 */
	interface Visitor {

		/**
		 * Receives a thread.
		 * @param thread the thread
		 * @param stack its stack, valid only during this call
		 */
		void visit(SeenThread thread, NumberedStack stack);

	}

}
