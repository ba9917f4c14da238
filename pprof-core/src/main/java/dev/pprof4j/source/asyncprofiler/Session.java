package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.nio.file.Files;

import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProfilingException;
import one.profiler.AsyncProfiler;

/**
 * One run of async-profiler, from start to stop. It can be cut into chunks while it runs.
 * Not thread-safe: {@link Sessions} owns it.
 */
final class Session {

	static final String TAKEN = "async-profiler is in use in this JVM by something else (perhaps another application context): ask again when that has ended";

	/** Without a limit, windows that always overlap would let the file grow forever. */
	private static final long LARGE_BYTES = 16L * 1024 * 1024;

	private static final String SKIPPED = "samples_skipped_total ";

	private final AsyncProfiler profiler;

	private final Intervals intervals;

	private final SessionFile file;

	/** The position of the chunk being written, or the end of the last one. */
	private long chunk;

	private final Position begin;

	private boolean stopped;

	private Session(AsyncProfiler profiler, Intervals intervals, SessionFile file) throws IOException {
		this.profiler = profiler;
		this.intervals = intervals;
		this.file = file;
		this.begin = position(skippedSamples());
	}

	/**
	 * Starts async-profiler with a file of its own.
	 * @param profiler the native profiler
	 * @param intervals what it samples, and how often
	 * @param directory where it writes
	 * @return the session
	 * @throws ProfilingException if it cannot be started, with the reason
	 */
	static Session start(AsyncProfiler profiler, Intervals intervals, PrivateDirectory directory) {
		SessionFile file = newFile(directory);
		boolean started = false;
		try {
			Session session = start(profiler, intervals, file);
			started = true;
			return session;
		}
		finally {
			if (!started) {
				file.release();
			}
		}
	}

	private static SessionFile newFile(PrivateDirectory directory) {
		try {
			return new SessionFile(directory.createFile(".jfr"));
		}
		catch (IOException ex) {
			throw PrivateDirectory.unwritable(ex);
		}
	}

	private static Session start(AsyncProfiler profiler, Intervals intervals, SessionFile file) {
		String command = AsyncProfilerCommand.start(intervals, file.path());
		try {
			profiler.execute(command);
		}
		catch (OutOfMemoryError ex) { // no memory for its answer
			stopAfter(ex, profiler, file);
			throw ex;
		}
		catch (IllegalStateException ex) {
			throw refused(ex);
		}
		catch (IOException ex) {
			throw new ProfilingException.Failed("async-profiler could not start: " + ex.getMessage(), ex);
		}
		boolean counted = false;
		try {
			Session session = new Session(profiler, intervals, file);
			counted = true;
			return session;
		}
		catch (IOException ex) {
			throw new ProfilingException.Failed("async-profiler could not start: " + ex.getMessage(), ex);
		}
		finally {
			if (!counted) {
				profiler.stop();
			}
		}
	}

	/**
	 * Stops what has just been started, unless it was started by something else.
	 */
	private static void stopAfter(OutOfMemoryError cause, AsyncProfiler profiler, SessionFile file) {
		try {
			if (file.isBegun()) {
				profiler.stop();
			}
		}
		catch (IllegalStateException ex) { // it has not begun
			cause.addSuppressed(ex);
		}
	}

	private static ProfilingException refused(IllegalStateException ex) {
		if (String.valueOf(ex.getMessage()).contains("already started")) {
			return new ProfilingException.Conflict(TAKEN);
		}
		return new ProfilingException.Unavailable("async-profiler could not start: " + ex.getMessage(), ex);
	}

	/** What it samples, and how often. */
	Intervals intervals() {
		return this.intervals;
	}

	/**
	 * Whether it is still running: something else may have stopped async-profiler.
	 * @throws IOException if its file cannot be read
	 */
	boolean isRunning() throws IOException {
		if (!this.stopped) {
			this.chunk = this.file.last(this.chunk);
		}
		return !this.stopped && this.file.isUnfinished(this.chunk);
	}

	/** Where it begins. */
	Position begin() {
		return this.begin;
	}

	/** The size of the file on disk. */
	long fileBytes() throws IOException {
		return Files.size(this.file.path());
	}

	/** Whether a new session is due, because this one has already written much. */
	boolean isLarge() {
		return this.chunk > LARGE_BYTES;
	}

	/** Ends a chunk, to separate what follows from what came before. */
	Position cut() throws IOException {
		long skipped = skippedSamples();
		this.profiler.execute(AsyncProfilerCommand.DUMP);
		this.chunk = this.file.endOf(this.chunk);
		return position(skipped);
	}

	/** Stops the session. */
	Position stop() throws IOException {
		long skipped;
		this.stopped = true;
		try {
			skipped = skippedSamples();
		}
		finally {
			this.profiler.execute(AsyncProfilerCommand.STOP);
		}
		this.chunk = this.file.endOf(this.chunk);
		return position(skipped);
	}

	/** The position where something else has ended the session. */
	Position end() throws IOException {
		this.stopped = true;
		this.chunk = this.file.endOf(this.chunk);
		return position(0);
	}

	private Position position(long skipped) {
		return new Position(this.file, this.chunk, skipped, this.intervals);
	}

	/**
	 * Stops it without a look at what it has recorded, because there is no memory for
	 * that.
	 */
	void kill() {
		try {
			if (!this.stopped) { // otherwise it may be somebody else's that is running
				this.stopped = true;
				this.profiler.stop();
			}
		}
		finally {
			this.file.release();
		}
	}

	/** Gives up its file. */
	void close() {
		this.file.release();
	}

	/**
	 * The number of samples that async-profiler has dropped since it started, because two
	 * threads were interrupted at the same time too often.
	 */
	private long skippedSamples() throws IOException {
		return this.profiler.execute(AsyncProfilerCommand.METRICS)
			.lines()
			.filter((line) -> line.startsWith(SKIPPED))
			.mapToLong((line) -> Long.parseLong(line.substring(SKIPPED.length())))
			.sum();
	}

	/**
	 * A boundary between two chunks.
	 *
	 * @param file the file they are in
	 * @param offset where the later chunk begins
	 * @param skipped how many samples had been dropped by then
	 * @param intervals what is sampled, and how often
	 */
	record Position(SessionFile file, long offset, long skipped, Intervals intervals) {

	}

}
