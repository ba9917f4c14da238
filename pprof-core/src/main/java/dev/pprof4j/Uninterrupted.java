package dev.pprof4j;

import java.util.function.Supplier;

/**
 * Runs work with a pending interrupt cleared, and restores the interrupt afterwards. A
 * task that has been asked to stop still wants the profile of what it has done, and an
 * interrupt would close a file while the thread reads or writes it. An interrupt that
 * arrives during the work is not held back.
 */
final class Uninterrupted {

	private Uninterrupted() {
	}

	static void run(Runnable work) {
		call(() -> {
			work.run();
			return true;
		});
	}

	static <T> T call(Supplier<T> work) {
		boolean interrupted = Thread.interrupted();
		try {
			return work.get();
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
