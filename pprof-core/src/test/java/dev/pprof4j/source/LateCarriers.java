package dev.pprof4j.source;

import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.test.VirtualThread;

/**
 * Prints how many milliseconds of a window's CPU time belong to carrier threads, if the
 * first virtual thread of the JVM runs in that window.
 */
final class LateCarriers {

	private LateCarriers() {
	}

	public static void main(String[] args) throws InterruptedException {
		ThreadClocks clocks = new ThreadClocks();
		clocks.begin();
		Thread thread = VirtualThread.start(() -> {
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[0]));
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
		});
		thread.join();
		clocks.handOverTo(new ThreadClocks(), List::of);
		long nanos = clocks.used()
			.entrySet()
			.stream()
			.filter((used) -> clocks.isCarrier(used.getKey()))
			.mapToLong((used) -> used.getValue())
			.sum();
		System.out.println(TimeUnit.NANOSECONDS.toMillis(nanos));
	}

}
