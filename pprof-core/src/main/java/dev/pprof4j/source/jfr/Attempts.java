package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.pprof4j.source.ProfilingException;
import org.jspecify.annotations.Nullable;

/**
 * Starts something with JDK Flight Recorder on first use, and starts it again on request
 * after that has failed, or after something else has ended it: the cause may have gone
 * away. Safe to share between threads.
 *
 * @param <T> what is started
 */
final class Attempts<T extends AutoCloseable> implements AutoCloseable {

	private final Supplier<T> supplier;

	private final Consumer<T> starter;

	private @Nullable Start<T> current;

	private boolean closed;

	/**
	 * Creates it without making an attempt.
	 * @param supplier creates what is started
	 * @param starter starts it
	 */
	Attempts(Supplier<T> supplier, Consumer<T> starter) {
		this.supplier = supplier;
		this.starter = starter;
	}

	/**
	 * Starts it, on a thread of its own, unless it is running or about to.
	 * @return whether this call starts it
	 * @throws ProfilingException.Unavailable if there is no Flight Recorder, or the
	 * profiler is closed
	 */
	synchronized boolean begin() {
		if (this.closed) {
			throw new ProfilingException.Unavailable("The profiler is closed");
		}
		RecorderAccess.requireModule();
		boolean failed = this.current != null && !this.current.failure().isEmpty();
		if (this.current != null && !failed) {
			return false;
		}
		this.current = new Start<>(this.supplier, this.starter, failed);
		return true;
	}

	/**
	 * Starts a replacement for one that has ended, unless that has been done already or
	 * the JVM is shutting down.
	 */
	synchronized void beginAfter(T ended) {
		if (this.current != null && this.current.started() == ended && !RecorderAccess.isTooLate()) {
			this.current.close();
			// If no thread can be created, another attempt can follow.
			this.current = null;
			begin();
		}
	}

	/** What is running, or {@code null} if nothing is yet. */
	synchronized @Nullable T running() {
		return (this.current != null) ? this.current.started() : null;
	}

	/** Whether there was an attempt. */
	synchronized boolean isBegun() {
		return this.current != null;
	}

	/** Why the last attempt failed; empty if it did not. */
	synchronized String failure() {
		return (this.current != null) ? this.current.failure() : "";
	}

	/** Waits until it is running, has failed, or the time is over. */
	void await(Duration patience) throws InterruptedException {
		Start<T> start = current();
		if (start != null) {
			start.await(patience);
		}
	}

	private synchronized @Nullable Start<T> current() {
		return this.current;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.current != null) {
			this.current.close();
			this.current = null;
		}
	}

}
