package dev.pprof4j.source.thread;

/**
 * A way to all live threads. Lives for one walk.
 */
interface ThreadWalk {

	/**
	 * Looks at each thread.
	 * @param maxThreads how many are looked at, at most
	 * @param each is given them
	 * @return how many there are beyond that
	 */
	long walk(int maxThreads, Visitor each);

	/**
	 * What the numbers mean that visitors are given.
	 * @return the frames by their numbers
	 */
	FrameNumbers frames();

	/**
	 * Is given one thread after the other.
	 */
	interface Visitor {

		/**
		 * Is given a thread.
		 * @param thread the thread
		 * @param stack its stack, which is another one's afterwards
		 */
		void visit(SeenThread thread, NumberedStack stack);

	}

}
