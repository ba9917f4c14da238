package dev.pprof4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.DaemonThread;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.SourceState;
import dev.pprof4j.source.WindowSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps past CPU time in short windows that follow each other, recorded on a thread of
 * its own. The last windows are kept on disk and read only when requested; reading does
 * not hold up the recording. Safe to share between threads.
 */
final class ContinuousRecording implements AutoCloseable {

	private static final Logger logger = System.getLogger(ContinuousRecording.class.getName());

	/** How many parts the past consists of: enough that little is dropped at a time. */
	private static final int PARTS = 60;

	private static final String NO_MEMORY = "There is not enough memory left";

	private static final Duration SHORTEST_PART = Duration.ofSeconds(1);

	/** Keeps parts from becoming large. */
	private static final Duration LONGEST_PART = Duration.ofMinutes(1);

	private final Supplier<WindowSource> source;

	private final SamplingOptions.Continuous options;

	/** In nanoseconds, from an arbitrary origin. */
	private final LongSupplier clock;

	private final Duration partLength;

	private final PastParts parts;

	private @Nullable Recording current;

	/** When the current part began. */
	private long beginNanos;

	/** Why nothing is being recorded now; empty if something is. */
	private String failure = "";

	private @Nullable Thread thread;

	/** How often the thread has ended a part or tried to. */
	private long cuts;

	private boolean closed;

	ContinuousRecording(Supplier<WindowSource> source, SamplingOptions.Continuous options) {
		this(source, options, System::nanoTime);
	}

	ContinuousRecording(Supplier<WindowSource> source, SamplingOptions.Continuous options, LongSupplier clock) {
		this.source = source;
		this.options = options;
		this.clock = clock;
		this.parts = new PastParts(options, clock);
		Duration part = options.retention().dividedBy(PARTS);
		this.partLength = (part.compareTo(SHORTEST_PART) < 0) ? SHORTEST_PART
				: (part.compareTo(LONGEST_PART) > 0) ? LONGEST_PART : part;
	}

	/** Starts recording, if it is enabled and not running. */
	synchronized void start() {
		if (this.options.enabled() && !isAlive() && !this.closed) {
			try {
				this.thread = DaemonThread.start("pprof-continuous", this::run);
			}
			catch (OutOfMemoryError ex) { // no thread can be created
				fail("Unexpected error: " + ex, null);
			}
		}
	}

	private boolean isAlive() {
		return this.thread != null && this.thread.isAlive();
	}

	private synchronized void run() {
		while (this.thread == Thread.currentThread()) {
			tryNext();
			rest();
		}
	}

	private void tryNext() {
		try {
			next();
		}
		catch (RuntimeException | Error ex) {
			try {
				fail("Unexpected error: " + ex, ex);
			}
			catch (OutOfMemoryError noSentence) {
				this.failure = NO_MEMORY;
			}
		}
		this.cuts++;
		notifyAll();
	}

	private void rest() {
		try {
			TimeUnit.NANOSECONDS.timedWait(this, this.partLength.toNanos());
		}
		catch (InterruptedException ex) {
			stop();
		}
	}

	/** Ends a part and begins the next where it ends. */
	synchronized void next() {
		Uninterrupted.run(this::endAndBegin);
	}

	private void endAndBegin() {
		Recording ending = this.current;
		this.current = null;
		try {
			WindowSource from = this.source.get();
			this.current = (ending != null) ? from.startAfter(ending) : from.start();
			this.failure = "";
		}
		catch (ProfilingException ex) {
			fail(String.valueOf(ex.getMessage()), null);
		}
		finally {
			this.beginNanos = this.clock.getAsLong();
			keep(ending);
		}
		this.parts.dropOld();
	}

	/**
	 * Logs a failure as a warning only once, until recording works again, and as debug
	 * otherwise. A failure that was not foreseen is logged with its stack trace.
	 */
	private void fail(String reason, @Nullable Throwable fault) {
		boolean unforeseen = fault != null && !this.failure.equals(reason);
		Level level = (this.failure.isEmpty() || unforeseen) ? Level.WARNING : Level.DEBUG;
		this.failure = reason;
		logger.log(level, "Past CPU time is not kept: " + reason, fault);
	}

	private void keep(@Nullable Recording ended) {
		if (ended != null) {
			this.parts.keep(ended);
		}
	}

	/**
	 * Returns the profile of past CPU time, up to now.
	 * @param last how far back it goes; the part recorded at that time is included as a
	 * whole
	 * @throws ProfilingException.Unavailable if nothing of that time is kept
	 */
	Profile last(Duration last) {
		if (!this.options.enabled()) {
			throw new ProfilingException.Unavailable(
					"The past is not kept: set pprof.cpu.continuous.enabled=true, or request a window to come");
		}
		PastProfile profile = new PastProfile(new ProfileBuilder(ProfileKind.CPU, this.options.interval().toNanos()));
		since(this.clock.getAsLong() - last.toNanos()).forEach(profile::add);
		return profile.build(last, failure());
	}

	private synchronized List<PastPart> since(long nanos) {
		if (this.current != null && this.clock.getAsLong() - this.beginNanos >= SHORTEST_PART.toNanos()) {
			Uninterrupted.run(this::cut);
		}
		return this.parts.since(nanos);
	}

	/**
	 * Ends a part on the recording thread, if that is alive: an interrupt of the caller
	 * would close the file while it is in use.
	 */
	private void cut() {
		if (!isAlive()) {
			next();
			return;
		}
		long before = this.cuts;
		notifyAll();
		try {
			while (this.cuts == before && isAlive()) {
				TimeUnit.NANOSECONDS.timedWait(this, SHORTEST_PART.toNanos());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt(); // earlier parts can be read
		}
	}

	private synchronized String failure() {
		return this.failure;
	}

	/** The source of the samples, in a word. */
	String sourceName() {
		return this.source.get().name();
	}

	/** Whether past CPU time is being kept. */
	synchronized SourceState state() {
		if (!this.options.enabled()) {
			return SourceState.unavailable("The past is not kept: pprof.cpu.continuous.enabled=false");
		}
		if (!this.failure.isEmpty()) {
			return SourceState.unavailable(this.failure);
		}
		return (this.current != null) ? SourceState.available("the past is kept")
				: SourceState.unavailable("The past is not kept yet");
	}

	/** Ends recording; what is kept can still be read. */
	synchronized void stop() {
		this.thread = null;
		notifyAll();
		Recording ending = this.current;
		this.current = null;
		Uninterrupted.run(() -> keep(ending));
	}

	/**
	 * Ends recording and discards what is kept. A read in progress returns what it has
	 * read.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		stop();
		this.parts.close();
	}

}
