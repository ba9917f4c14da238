package dev.pprof4j;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileBuilder;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.WindowSource;
import org.jspecify.annotations.Nullable;

/**
 * The past of CPU time, in short windows that follow each other on a thread of their own.
 * The last of them are kept on the disk, and read when somebody asks. Safe to share
 * between threads; whoever reads makes the others wait.
 */
final class ContinuousRecording implements AutoCloseable {

	private static final Logger logger = System.getLogger(ContinuousRecording.class.getName());

	/** How many parts the past has, so that little of it is dropped at a time. */
	private static final int PARTS = 60;

	private static final Duration SHORTEST_PART = Duration.ofSeconds(1);

	/** Between two parts some milliseconds are missing, which nobody need know. */
	private static final double WORTH_SAYING = 0.01;

	private final Supplier<WindowSource> source;

	private final SamplingOptions.Continuous options;

	private final Duration partLength;

	private final Deque<Part> parts = new ArrayDeque<>();

	private @Nullable Recording current;

	/** When the current part began, or what is missing did. */
	private long beginNanos;

	/** Why nothing is recorded now; empty if it is. */
	private String failure = "";

	private @Nullable Thread thread;

	ContinuousRecording(Supplier<WindowSource> source, SamplingOptions.Continuous options) {
		this.source = source;
		this.options = options;
		Duration part = options.retention().dividedBy(PARTS);
		this.partLength = (part.compareTo(SHORTEST_PART) > 0) ? part : SHORTEST_PART;
	}

	/** Begins, where it is wanted and has not begun. */
	synchronized void start() {
		if (this.options.enabled() && this.thread == null) {
			Thread starting = new Thread(this::run, "pprof-continuous");
			starting.setDaemon(true);
			starting.setContextClassLoader(null);
			starting.start();
			this.thread = starting;
		}
	}

	private synchronized void run() {
		while (this.thread == Thread.currentThread()) {
			try {
				next();
			}
			catch (RuntimeException | OutOfMemoryError ex) {
				logger.log(Level.WARNING, "A part of the past of CPU time is lost", ex);
			}
			rest();
		}
	}

	private void rest() {
		try {
			TimeUnit.NANOSECONDS.timedWait(this, this.partLength.toNanos());
		}
		catch (InterruptedException ex) {
			stop(); // nobody but the JVM's end interrupts our thread
		}
	}

	/** Ends a part and begins another. */
	synchronized void next() {
		endCurrent();
		this.beginNanos = System.nanoTime();
		try {
			this.current = this.source.get().start();
			this.failure = "";
		}
		catch (ProfilingException ex) {
			String reason = String.valueOf(ex.getMessage());
			if (!this.failure.equals(reason)) {
				logger.log(Level.WARNING, "The past of CPU time is not kept: " + reason);
			}
			this.failure = reason;
		}
		dropOld();
	}

	private void endCurrent() {
		Recording ending = this.current;
		this.current = null;
		if (ending == null) {
			return;
		}
		try {
			ending.end();
			this.parts.add(new Part(ending, System.nanoTime()));
		}
		catch (ProfilingException ex) {
			ending.close();
			logger.log(Level.WARNING, "A part of the past of CPU time is lost: " + ex.getMessage());
		}
	}

	private void dropOld() {
		long tooOld = System.nanoTime() - this.options.retention().toNanos();
		long bytes = this.parts.stream().mapToLong((part) -> part.recording().bytes()).sum();
		Part oldest;
		while ((oldest = this.parts.peek()) != null
				&& (oldest.endNanos() - tooOld < 0 || bytes > this.options.maxBytes())) {
			bytes -= oldest.recording().bytes();
			oldest.recording().close();
			this.parts.remove();
		}
	}

	/**
	 * What the CPU was used for until now.
	 * @param last how long ago it begins: the part that was then is in it as a whole
	 * @throws ProfilingException.Unavailable if nothing of it is kept
	 */
	synchronized Profile last(Duration last) {
		if (!this.options.enabled()) {
			throw new ProfilingException.Unavailable(
					"The past is not kept: set pprof.cpu.continuous.enabled=true, or ask for seconds to come");
		}
		long now = System.nanoTime();
		if (this.current != null && now - this.beginNanos >= SHORTEST_PART.toNanos()) {
			if (this.thread != null) {
				next();
			}
			else {
				endCurrent();
			}
		}
		long from = now - last.toNanos();
		List<Recording> wanted = new ArrayList<>();
		this.parts.stream()
			.filter((part) -> part.endNanos() - from > 0)
			.forEach((part) -> wanted.add(part.recording()));
		return merged(wanted, last);
	}

	private Profile merged(List<Recording> recordings, Duration last) {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.CPU, this.options.interval().toNanos());
		Set<String> comments = new LinkedHashSet<>();
		Instant start = Instant.MAX;
		Instant end = Instant.MIN;
		long recordedNanos = 0;
		for (Recording recording : recordings) {
			try {
				Profile part = recording.stop();
				builder.add(part);
				comments.addAll(part.comments());
				start = start.isBefore(part.start()) ? start : part.start();
				end = part.start().plus(part.duration());
				recordedNanos += part.duration().toNanos();
			}
			catch (ProfilingException ex) {
				comments.add("A part is lost: " + ex.getMessage());
			}
		}
		if (recordedNanos == 0) {
			throw new ProfilingException.Unavailable("Nothing of the past is kept yet: "
					+ (this.failure.isEmpty() ? "ask again in a second" : this.failure));
		}
		Duration length = Duration.between(start, end);
		comments.forEach(builder::comment);
		comment(builder, last, length, length.toNanos() - recordedNanos);
		return builder.build(start, length);
	}

	private void comment(ProfileBuilder builder, Duration last, Duration length, long missingNanos) {
		if (missingNanos > length.toNanos() * WORTH_SAYING) {
			builder.comment("%d ms of it were not recorded".formatted(TimeUnit.NANOSECONDS.toMillis(missingNanos)));
		}
		if (length.plus(SHORTEST_PART).compareTo(last) < 0) {
			builder.comment("No more is kept than the last %d s".formatted(length.toSeconds()));
		}
		if (!this.failure.isEmpty()) {
			builder.comment("Nothing is recorded now: " + this.failure);
		}
	}

	/** How much of the past is kept now; zero if nothing is. */
	synchronized Duration kept() {
		return this.parts.isEmpty() ? Duration.ZERO
				: Duration.ofNanos(System.nanoTime() - this.parts.getFirst().endNanos()).plus(this.partLength);
	}

	/** Ends it; what is kept can still be read. */
	synchronized void stop() {
		this.thread = null;
		notifyAll();
		endCurrent();
	}

	/** Ends it, and throws away what is kept. */
	@Override
	public synchronized void close() {
		stop();
		this.parts.forEach((part) -> part.recording().close());
		this.parts.clear();
	}

	/**
	 * A window that has ended.
	 *
	 * @param recording holds what was recorded
	 * @param endNanos when it ended, by {@link System#nanoTime()}
	 */
	private record Part(Recording recording, long endNanos) {

	}

}
