package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

	/** Windows that always overlap would let the file grow for ever. */
	private static final long MAX_FILE_BYTES = 16L * 1024 * 1024;

	private final AsyncProfilerLibrary library;

	private final PrivateDirectory directory;

	private final Set<SharedWindow> windows = new HashSet<>();

	private @Nullable Session session;

	SharedSession(AsyncProfilerLibrary library, PrivateDirectory directory) {
		this.library = library;
		this.directory = directory;
	}

	PrivateDirectory directory() {
		return this.directory;
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
			begin(window, beginFor(wanted));
			return window;
		}
		catch (IOException ex) {
			throw PrivateDirectory.unwritable(ex);
		}
		catch (IllegalStateException ex) {
			throw new ProfilingException.Failed("async-profiler cannot go on: " + ex.getMessage(), ex);
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
		List<WantedSamples> all = new ArrayList<>(List.of(wanted));
		this.windows.stream().filter((window) -> window != previous).forEach((window) -> all.add(window.wanted()));
		Session current = stillRunning();
		boolean goesOn = current != null && this.windows.contains(previous) && current.size() <= MAX_FILE_BYTES
				&& current.intervals().equals(Intervals.of(all));
		if (current == null || !goesOn) {
			previous.end();
			return join(wanted);
		}
		try {
			previous.readClocks();
			Session.Position here = cut(current);
			this.windows.remove(previous);
			previous.end(here);
			SharedWindow next = new SharedWindow(this, wanted);
			begin(next, here);
			return next;
		}
		catch (IOException ex) {
			throw PrivateDirectory.unwritable(ex);
		}
		catch (IllegalStateException ex) {
			throw new ProfilingException.Failed("async-profiler cannot go on: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Sees to it that this is sampled, too, and tells from where on: the session is cut
	 * or begun anew for that.
	 */
	private Session.Position beginFor(WantedSamples another) throws IOException {
		List<WantedSamples> all = new ArrayList<>(List.of(another));
		this.windows.forEach((window) -> all.add(window.wanted()));
		Intervals intervals = Intervals.of(all);
		Session current = stillRunning();
		if (current == null) {
			return start(intervals).begin();
		}
		boolean goesOn = current.intervals().include(intervals) && current.size() <= MAX_FILE_BYTES;
		return goesOn ? cut(current) : restart(current, intervals);
	}

	/** The session, unless it has come to an end. */
	private @Nullable Session stillRunning() {
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

	/** What cannot be cut here cannot be cut later: it ends for everybody. */
	private Session.Position cut(Session current) throws IOException {
		try {
			return current.cut();
		}
		catch (IOException | RuntimeException ex) {
			giveUp(current, ex);
			throw ex;
		}
	}

	/**
	 * Its file is gone or the disk is full: it is stopped, so that the next one works.
	 */
	private void giveUp(@Nullable Session current, Exception reason) {
		try {
			if (current != null) {
				stop(current);
			}
		}
		catch (IOException | RuntimeException ex) {
			reason.addSuppressed(ex);
		}
		logger.log(Level.WARNING, "A recording of async-profiler is lost: " + reason.getMessage());
		loseAll("Cut short: its file is gone or the disk is full (" + reason.getMessage() + ")");
	}

	private Session start(Intervals intervals) {
		Session started = Session.start(this.library.profiler(), intervals, this.directory);
		this.session = started;
		return started;
	}

	/** The others lose the samples of some milliseconds, which they say. */
	private Session.Position restart(Session current, Intervals intervals) throws IOException {
		long stopped = System.nanoTime();
		try {
			Session.Position end = stop(current);
			this.windows.forEach((window) -> window.end(end));
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
				loseAll("Cut short: async-profiler could not be restarted (" + ex.getMessage() + ")");
			}
			throw ex;
		}
	}

	private Session.Position goOn(Intervals intervals, long stopped) {
		Session.Position begin = start(intervals).begin();
		long missing = System.nanoTime() - stopped;
		this.windows.forEach((window) -> window.goOn(begin, missing));
		return begin;
	}

	/** What a newcomer wants cannot be had: the others go on with what they had. */
	private void goOnAsBefore(long stopped, RuntimeException reason) {
		List<WantedSamples> all = this.windows.stream().map(SharedWindow::wanted).toList();
		if (all.isEmpty()) {
			return;
		}
		try {
			goOn(Intervals.of(all), stopped);
		}
		catch (RuntimeException ex) {
			ex.addSuppressed(reason);
			throw ex;
		}
	}

	/** What was recorded until then is not lost. */
	private void endedByOthers(Session current) throws IOException {
		Session.Position end = current.end();
		this.windows.forEach((window) -> window.end(end));
		this.session = null;
		current.close();
		loseAll("Cut short: async-profiler was stopped by something else in this JVM");
	}

	private void loseAll(String reason) {
		this.windows.forEach((window) -> window.lose(reason));
		this.windows.clear();
	}

	private Session.Position stop(Session current) throws IOException {
		this.session = null;
		try {
			return current.stop();
		}
		finally {
			current.close();
		}
	}

	/** Whether something else in this JVM has started async-profiler. */
	synchronized boolean isTaken() {
		return this.session == null && this.library.isActive();
	}

	/** How large the file is on the disk. */
	synchronized long fileBytes() {
		try {
			return (this.session != null) ? this.session.fileBytes() : 0;
		}
		catch (IOException ex) {
			return 0; // whoever ends a window finds out
		}
	}

	/** How many bytes a window has on the disk by now. */
	synchronized long bytes(SharedWindow window) {
		return window.endedBytes() + (this.windows.contains(window) ? window.bytesUntil(fileBytes()) : 0);
	}

	/**
	 * Ends a window.
	 * @param window the window, which has its chunks then
	 * @throws IOException if async-profiler does not answer as it should
	 */
	synchronized void leave(SharedWindow window) throws IOException {
		Session current = this.windows.contains(window) ? stillRunning() : null;
		if (current == null || !this.windows.contains(window)) {
			return;
		}
		try {
			window.readClocks();
			window.end((this.windows.size() > 1) ? cut(current) : stop(current));
		}
		finally {
			this.windows.remove(window);
		}
	}

	/** Ends a window of which nothing is wanted any more. */
	synchronized void abandon(SharedWindow window) {
		boolean last = this.windows.remove(window) && this.windows.isEmpty();
		Session current = last ? stillRunning() : null;
		if (current != null) {
			try {
				stop(current);
			}
			catch (IOException | RuntimeException ex) {
				logger.log(Level.WARNING, "async-profiler could not be stopped", ex);
			}
		}
	}

}
