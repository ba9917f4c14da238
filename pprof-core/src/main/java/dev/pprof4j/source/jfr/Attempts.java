package dev.pprof4j.source.jfr;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.pprof4j.source.ProfilingException;
import org.jspecify.annotations.Nullable;

/**
 * What is started with JDK Flight Recorder when it is first wanted, and again when
 * somebody asks after that has failed, or after something else has ended it: the cause
 * may have gone away. Safe to share between threads.
 *
 * @param <T> what is started
 */
final class Attempts<T extends AutoCloseable> implements AutoCloseable {

	private final Supplier<T> supplier;

	private final Consumer<T> starter;

	private @Nullable Start<T> current;

	private boolean closed;

	/**
	 * Nothing is attempted yet.
	 * @param supplier makes it
	 * @param starter starts it
	 */
	Attempts(Supplier<T> supplier, Consumer<T> starter) {
		this.supplier = supplier;
		this.starter = starter;
	}

	/**
	 * Begins, on a thread of its own, unless it runs or is about to.
	 * @return whether it begins now
	 * @throws ProfilingException.Unavailable if there is no Flight Recorder, or this is
	 * closed
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
	 * Begins in the place of one that has ended, unless somebody else has, or the JVM
	 * ends.
	 */
	synchronized void beginAfter(T ended) {
		if (this.current != null && this.current.started() == ended && !RecorderAccess.isTooLate()) {
			this.current.close();
			this.current = null; // if no thread can be made now, another attempt may
			begin();
		}
	}

	/** What runs, or {@code null} if nothing does yet. */
	synchronized @Nullable T running() {
		return (this.current != null) ? this.current.started() : null;
	}

	/** Whether there was an attempt. */
	synchronized boolean isBegun() {
		return this.current != null;
	}

	/** Why the last attempt has failed; empty if it has not. */
	synchronized String failure() {
		return (this.current != null) ? this.current.failure() : "";
	}

	/** Waits until it runs, has failed, or that time is over. */
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
