package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

import dev.pprof4j.source.PrivateDirectory;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of async-profiler, one at a time. A new session follows when more is
 * wanted than the last one samples, or when something else has ended the last one. The
 * windows are informed of what happens to their session. Guarded by the monitor of the
 * {@link SharedSession}.
 */
final class Sessions {

	private static final Logger logger = System.getLogger(Sessions.class.getName());

	private final AsyncProfilerLibrary library;

	private final PrivateDirectory directory;

	private final OpenWindows windows;

	private @Nullable Session session;

	Sessions(AsyncProfilerLibrary library, PrivateDirectory directory, OpenWindows windows) {
		this.library = library;
		this.directory = directory;
		this.windows = windows;
	}

	/** Whether something else in this JVM has started async-profiler. */
	boolean isTaken() {
		return this.session == null && this.library.isActive();
	}

	/** The size of the file on disk. */
	long fileBytes() {
		try {
			return (this.session != null) ? this.session.fileBytes() : 0;
		}
		catch (IOException ex) {
			return 0; // whoever ends a window finds out
		}
	}

	/** The running session, if it has not ended. */
	@Nullable Session running() {
		Session current = this.session;
		try {
			if (current != null && !current.isRunning()) {
				endedByOthers(current);
			}
		}
		catch (IOException ex) {
			giveUp(current, ex);
		}
		return this.session;
	}

	/**
	 * Ensures that this is sampled, and returns the position from which it is. The
	 * session is cut or restarted for that.
	 */
	Session.Position beginFor(WantedSamples another) throws IOException {
		Session current = running();
		// Only now: running() removes windows that were lost.
		Intervals intervals = this.windows.intervalsWith(another);
		if (current == null) {
			return start(intervals).begin();
		}
		boolean goesOn = current.intervals().include(intervals) && !current.isLarge();
		return goesOn ? cut(current) : restart(current, intervals);
	}

	private Session start(Intervals intervals) {
		Session started = Session.start(this.library.profiler(), intervals, this.directory);
		this.session = started;
		return started;
	}

	/** The other windows lose some milliseconds of samples, which they report. */
	private Session.Position restart(Session current, Intervals intervals) throws IOException {
		long stopped = System.nanoTime();
		try {
			Session.Position end = stop(current);
			this.windows.end(end);
			try {
				return goOn(intervals, stopped);
			}
			catch (RuntimeException ex) {
				goOnAsBefore(stopped, ex);
				throw ex;
			}
		}
		catch (IOException | RuntimeException ex) {
			if (this.session == null) {
				this.windows.lose("Cut short: async-profiler could not be restarted (" + ex.getMessage() + ")");
			}
			throw ex;
		}
		catch (Error ex) {
			// Some windows may be in the new session, and others in none.
			giveUp(this.session, ex);
			throw ex;
		}
	}

	private Session.Position goOn(Intervals intervals, long stopped) {
		Session.Position begin = start(intervals).begin();
		long missing = System.nanoTime() - stopped;
		this.windows.goOn(begin, missing);
		return begin;
	}

	/**
	 * If what a new window wants cannot be sampled, the other windows continue as before.
	 */
	private void goOnAsBefore(long stopped, RuntimeException reason) {
		if (this.windows.isEmpty()) {
			return;
		}
		try {
			goOn(this.windows.intervals(), stopped);
		}
		catch (RuntimeException ex) {
			ex.addSuppressed(reason);
			throw ex;
		}
	}

	/**
	 * A session that cannot be cut here cannot be cut later, and ends for all windows.
	 */
	Session.Position cut(Session current) throws IOException {
		try {
			return current.cut();
		}
		catch (IOException | RuntimeException ex) {
			giveUp(current, ex);
			throw ex;
		}
	}

	/** Stops the session. */
	Session.Position stop(Session current) throws IOException {
		this.session = null;
		try {
			return current.stop();
		}
		finally {
			current.close();
		}
	}

	/** Stops the session that is running, if there is one, for nobody. */
	void stop() throws IOException {
		try {
			Session current = running();
			if (current != null) {
				stop(current);
			}
		}
		finally {
			Session left = this.session; // there was no memory to look at it
			this.session = null;
			if (left != null) {
				left.kill();
			}
		}
	}

	/** What was recorded before that is not lost. */
	private void endedByOthers(Session current) throws IOException {
		Session.Position end = current.end();
		this.windows.end(end);
		this.session = null;
		current.close();
		this.windows.lose("Cut short: async-profiler was stopped by something else in this JVM");
	}

	/** Stops the session, so that the next one works. */
	private void giveUp(@Nullable Session current, Throwable reason) {
		try {
			if (current != null) {
				stop(current);
			}
		}
		catch (IOException | RuntimeException ex) {
			reason.addSuppressed(ex);
		}
		finally {
			this.windows.lose(loss(reason));
		}
		logger.log(Level.WARNING, "A recording of async-profiler is lost: " + reason.getMessage());
	}

	/** What a window says that has lost its end. */
	static String loss(Throwable reason) {
		String what = (reason instanceof IOException) ? "its file is gone or the disk is full"
				: (reason instanceof IllegalStateException) ? "async-profiler refused to continue"
						: "its end could not be recorded";
		return "Cut short: " + what + " (" + reason.getMessage() + ")";
	}

}
