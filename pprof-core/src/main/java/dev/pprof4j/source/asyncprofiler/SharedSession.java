package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import org.jspecify.annotations.Nullable;

/**
 * The one session of async-profiler that all windows share. It starts with the first
 * window, runs as long as there is one, and is cut where a window begins or ends. A
 * window consists of exactly the chunks between its own two cuts. Safe to share between
 * threads.
 */
final class SharedSession {

	private static final Logger logger = System.getLogger(SharedSession.class.getName());

	private final OpenWindows windows = new OpenWindows();

	private final Sessions sessions;

	SharedSession(AsyncProfilerLibrary library, PrivateDirectory directory) {
		this.sessions = new Sessions(library, directory, this.windows);
	}

	/**
	 * Begins a window.
	 * @param wanted what the window asks for
	 * @return the window, to be left
	 * @throws ProfilingException if async-profiler cannot be started, with the reason
	 */
	synchronized SharedWindow join(WantedSamples wanted) {
		try {
			SharedWindow window = new SharedWindow(this, wanted);
			begin(window, this.sessions.beginFor(wanted));
			return window;
		}
		catch (IOException | IllegalStateException ex) {
			throw cannotGoOn(ex);
		}
	}

	/**
	 * If there is no memory for the window, async-profiler is not left running for
	 * nothing.
	 */
	private void begin(SharedWindow window, Session.Position here) {
		boolean begun = false;
		try {
			this.windows.add(window);
			window.begin(here);
			begun = true;
		}
		finally {
			if (!begun) {
				window.close();
			}
		}
	}

	/**
	 * Ends a window and begins another at the same point.
	 * @param previous the window that ends
	 * @param wanted what the new window asks for
	 * @return the new window, to be left
	 * @throws ProfilingException if async-profiler cannot go on, with the reason
	 */
	synchronized SharedWindow follow(SharedWindow previous, WantedSamples wanted) {
		Session current = this.sessions.running();
		boolean goesOn = current != null && this.windows.include(previous) && !current.isLarge()
				&& current.intervals().equals(this.windows.intervalsWith(wanted, previous));
		if (current == null || !goesOn) {
			previous.end();
			return join(wanted);
		}
		SharedWindow next = new SharedWindow(this, wanted);
		boolean begun = false;
		try {
			next.beginClocksAfter(previous);
			Session.Position here = this.sessions.cut(current);
			previous.end(here);
			this.windows.remove(previous);
			begin(next, here);
			begun = true;
			return next;
		}
		catch (IOException | IllegalStateException ex) {
			throw cannotGoOn(ex);
		}
		finally {
			if (!begun) {
				next.close();
			}
		}
	}

	private static ProfilingException cannotGoOn(Exception cause) {
		return (cause instanceof IOException unwritable) ? PrivateDirectory.unwritable(unwritable)
				: new ProfilingException.Failed("async-profiler cannot continue: " + cause.getMessage(), cause);
	}

	/** Whether something else in this JVM has started async-profiler. */
	synchronized boolean isTaken() {
		return this.sessions.isTaken();
	}

	/** The bytes that a window takes on disk so far. */
	synchronized long bytes(SharedWindow window) {
		return window.endedBytes() + (this.windows.include(window) ? window.bytesUntil(this.sessions.fileBytes()) : 0);
	}

	/** Whether nothing more comes for a window, because it has ended or is lost. */
	synchronized boolean isOver(SharedWindow window) {
		this.sessions.running(); // finds out whether something else has ended it
		return !this.windows.include(window);
	}

	/**
	 * Ends a window.
	 * @param window the window, which then has its chunks
	 * @throws IOException if async-profiler does not respond as expected
	 */
	synchronized void leave(SharedWindow window) throws IOException {
		Session current = this.windows.include(window) ? this.sessions.running() : null;
		if (current == null) {
			return;
		}
		try {
			window.readClocks();
			window.end(this.windows.isLast(window) ? this.sessions.stop(current) : this.sessions.cut(current));
		}
		catch (IOException | RuntimeException | Error ex) {
			window.lose(Sessions.loss(ex));
			throw ex;
		}
		finally {
			this.windows.remove(window);
		}
	}

	/** Ends a window that is no longer wanted. */
	synchronized void abandon(SharedWindow window) {
		this.windows.remove(window);
		// Also if the window could not be left and is no longer one of them.
		if (this.windows.isEmpty()) {
			try {
				this.sessions.stop();
			}
			catch (IOException | RuntimeException ex) {
				logger.log(Level.WARNING, "async-profiler could not be stopped", ex);
			}
		}
	}

}
