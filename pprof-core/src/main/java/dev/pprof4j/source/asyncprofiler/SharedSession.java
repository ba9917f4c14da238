package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import org.jspecify.annotations.Nullable;

/**
 * The one session of async-profiler that all windows share: it starts with the first,
 * goes on while there is any, and is cut where one begins or ends. Each window consists
 * of the chunks between its own two cuts, and of nothing else. Safe to share between
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
	 * @param wanted what it is about
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

	/** Where there is no memory for it, nothing is left running for nobody. */
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
	 * Ends a window, and begins another at the same point.
	 * @param previous the window that ends
	 * @param wanted what the other is about
	 * @return the window, to be left
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
				: new ProfilingException.Failed("async-profiler cannot go on: " + cause.getMessage(), cause);
	}

	/** Whether something else in this JVM has started async-profiler. */
	synchronized boolean isTaken() {
		return this.sessions.isTaken();
	}

	/** How many bytes a window has on the disk by now. */
	synchronized long bytes(SharedWindow window) {
		return window.endedBytes() + (this.windows.include(window) ? window.bytesUntil(this.sessions.fileBytes()) : 0);
	}

	/**
	 * Ends a window.
	 * @param window the window, which has its chunks then
	 * @throws IOException if async-profiler does not answer as it should
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
		finally {
			this.windows.remove(window);
		}
	}

	/** Ends a window of which nothing is wanted any more. */
	synchronized void abandon(SharedWindow window) {
		this.windows.remove(window);
		// Also where it could not be left, and is none of them any more.
		Session current = this.windows.isEmpty() ? this.sessions.running() : null;
		if (current != null) {
			try {
				this.sessions.stop(current);
			}
			catch (IOException | RuntimeException ex) {
				logger.log(Level.WARNING, "async-profiler could not be stopped", ex);
			}
		}
	}

}
