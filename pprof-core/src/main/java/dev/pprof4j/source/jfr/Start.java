package dev.pprof4j.source.jfr;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.ProfilingException;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to start something with JDK Flight Recorder, on a thread of its own, and its
 * outcome. Flight Recorder takes half a second for the first thing it starts. If the
 * attempt is closed while in progress, what it starts is closed, too. Safe to share
 * between threads.
 *
 * @param <T> what is started
 */
final class Start<T extends AutoCloseable> implements AutoCloseable {

	private static final Logger logger = System.getLogger(Start.class.getName());

	private final Thread thread;

	private final boolean again;

	private @Nullable T started;

	private String failure = "";

	private boolean closed;

	/**
	 * Begins the attempt.
	 * @param supplier creates what is started
	 * @param starter starts it
	 * @param again whether there was an attempt before: then a failure is reported on
	 * request, and not logged as a warning
	 */
	Start(Supplier<T> supplier, Consumer<T> starter, boolean again) {
		this.again = again;
		this.thread = DaemonThread.start("pprof-jfr-start", () -> run(supplier, starter));
	}

	private void run(Supplier<T> supplier, Consumer<T> starter) {
		try {
			RecorderAccess.requireToStart();
			RecorderSetup.prepare();
			T made = supplier.get();
			try {
				starter.accept(made);
			}
			finally {
				keep(made);
			}
		}
		catch (ProfilingException.Unavailable ex) {
			fail(String.valueOf(ex.getMessage()));
		}
		// Errors, too, as in a JVM whose Flight Recorder cannot be linked: otherwise it
		// would be starting forever.
		catch (RuntimeException | Error ex) {
			fail("JDK Flight Recorder cannot be started: " + ex.getMessage());
		}
	}

	private synchronized void keep(T made) {
		this.started = made;
		if (this.closed) {
			close();
		}
	}

	private synchronized void fail(String reason) {
		this.failure = reason;
		if (!this.closed) {
			logger.log(this.again ? Level.DEBUG : Level.WARNING, reason);
		}
		close();
	}

	/** Why it failed; empty if it did not. */
	synchronized String failure() {
		return this.failure;
	}

	/** What was started, or {@code null} until then. */
	synchronized @Nullable T started() {
		return this.started;
	}

	/** Waits until it has started, has failed, or the time is over. */
	void await(Duration patience) throws InterruptedException {
		TimeUnit.NANOSECONDS.timedJoin(this.thread, patience.toNanos());
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		AutoCloseable running = this.started;
		this.started = null;
		if (running != null) {
			try {
				running.close();
			}
			catch (Exception ex) {
				logger.log(Level.WARNING, "A recording could not be closed", ex);
			}
		}
	}

}
