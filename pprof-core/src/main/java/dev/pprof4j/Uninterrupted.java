package dev.pprof4j;

import java.util.function.Supplier;

/**
 * What an interrupt from before must not destroy: a task that is told to stop wants the
 * profile of what it has done, and a file that an interrupted thread reads or writes is
 * closed under its hands. The thread is interrupted again behind it. One that comes
 * meanwhile is not kept away.
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
