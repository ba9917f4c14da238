package dev.pprof4j.source.jfr;

import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Lets the waiter of a {@link KnownWait} start to wait, and keeps it waiting for a while.
 */
final class Gate {

	private final CountDownLatch held = new CountDownLatch(1);

	private final Thread waiter;

	Gate(Thread waiter) {
		this.waiter = waiter;
	}

	Thread waiter() {
		return this.waiter;
	}

	void pass() {
		this.held.countDown();
	}

	/**
	 * Holds for {@link KnownWait#HELD_MILLIS} from when the waiter waits: that is what is
	 * measured.
	 */
	void hold() {
		pass();
		while (this.waiter.getState() == Thread.State.RUNNABLE) {
			sleep(1);
		}
		sleep(KnownWait.HELD_MILLIS);
	}

	/**
	 * Holds from when the waiter is about to wait, if its state does not show that it
	 * does.
	 */
	void holdUnseen(String frame) {
		pass();
		while (this.waiter.isAlive()
				&& Stream.of(this.waiter.getStackTrace()).noneMatch((element) -> isAt(element, frame))) {
			sleep(1);
		}
		sleep(KnownWait.HELD_MILLIS);
	}

	private static boolean isAt(StackTraceElement element, String frame) {
		return frame.equals(element.getClassName() + "." + element.getMethodName());
	}

	private static void sleep(int millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	void awaitHeld() {
		// Spins, since a wait would be counted.
		while (this.held.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

}
