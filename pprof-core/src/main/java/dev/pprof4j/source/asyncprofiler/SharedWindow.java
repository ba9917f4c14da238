package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProcessCpu;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.ThreadClocks;
import dev.pprof4j.source.agent.ClockReadings;
import org.jspecify.annotations.Nullable;

/**
 * One caller's part of the {@link SharedSession}, which tells it where it begins and
 * ends; the caller reads it when it has left. Guarded by its session's monitor until it
 * has left, and confined to its caller then.
 */
final class SharedWindow implements Recording {

	private static final String MISSING = "%d ms are missing: async-profiler was restarted for another profile";

	private static final String SKIPPED = "%d samples of CPU or wall-clock time were dropped by async-profiler";

	/** Some ten million samples. */
	private static final long FULL_BYTES = 256L * 1024 * 1024;

	private final SharedSession session;

	private final WantedSamples wanted;

	private final ProcessCpu cpu = new ProcessCpu();

	/** CPU time of the process in the window, negative before its end. */
	private long usedNanos = -1;

	private final ThreadClocks clocks = new ThreadClocks();

	private ClockReadings readings = ClockReadings.NONE;

	private final List<Part> parts = new ArrayList<>();

	/** Where the part begins that has not ended. */
	private Session.@Nullable Position begin;

	/** Why there is no more of it; empty if there is. */
	private String loss = "";

	private long missingNanos;

	/** Samples of this event that async-profiler has dropped. */
	private long skipped;

	/** What these stand for. */
	private long skippedNanos;

	/** Samples that it has dropped, of this event or of the other. */
	private long skippedOfBoth;

	SharedWindow(SharedSession session, WantedSamples wanted) {
		this.session = session;
		this.wanted = wanted;
	}

	WantedSamples wanted() {
		return this.wanted;
	}

	private SampledEvent event() {
		return this.wanted.event();
	}

	/** It begins here. */
	void begin(Session.Position position) {
		beginPart(position);
		this.cpu.begin();
		if (event() == SampledEvent.CPU) {
			this.readings = ClockReadings.begin();
			this.clocks.begin();
		}
	}

	private void beginPart(Session.Position position) {
		position.file().retain();
		this.begin = position;
	}

	/** It goes on in another file, after a while of which there is nothing. */
	void goOn(Session.Position position, long nanos) {
		beginPart(position);
		this.missingNanos += nanos;
	}

	/** Samples are taken until now. To end them takes a while, and is not meant. */
	void readClocks() {
		if (this.usedNanos < 0) {
			this.usedNanos = this.cpu.usedNanos();
			if (event() == SampledEvent.CPU) {
				this.clocks.end(this.readings);
				this.readings.close();
			}
		}
	}

	/** It, or a part of it, ends here. */
	void end(Session.Position position) {
		Session.Position from = this.begin;
		if (from != null) {
			this.parts.add(new Part(from.file(), from.offset(), position.offset(), from.intervals().of(event())));
			long skipped = Math.max(0, position.skipped() - from.skipped());
			this.skipped += from.intervals().areOfOneEvent() ? skipped : 0;
			this.skippedNanos += from.intervals().areOfOneEvent() ? skipped * from.intervals().of(event()) : 0;
			this.skippedOfBoth += from.intervals().areOfOneEvent() ? 0 : skipped;
			this.begin = null;
		}
	}

	/** There is no more of it. */
	void lose(String reason) {
		this.loss = reason;
		releaseBegin();
	}

	@Override
	public void end() {
		try {
			this.session.leave(this);
		}
		catch (IOException ex) {
			throw PrivateDirectory.unwritable(ex);
		}
		catch (IllegalStateException ex) {
			throw lost(ex);
		}
		readClocks();
	}

	@Override
	public Profile stop() {
		end();
		try {
			return read();
		}
		catch (IOException ex) {
			throw PrivateDirectory.unwritable(ex);
		}
		catch (IllegalStateException ex) {
			throw lost(ex);
		}
	}

	private static ProfilingException lost(IllegalStateException cause) {
		return new ProfilingException.Failed("The recording of async-profiler is lost: " + cause.getMessage(), cause);
	}

	private Profile read() throws IOException {
		if (this.parts.isEmpty()) {
			throw new IOException(this.loss);
		}
		ExecutionSamples samples = new ExecutionSamples(event(), this.wanted.intervalNanos(),
				this.wanted.sourceFiles());
		this.wanted.comments().forEach(samples::comment);
		for (Part part : this.parts) {
			read(part, samples);
		}
		if (!this.loss.isEmpty()) {
			samples.comment(this.loss);
		}
		if (this.missingNanos > 0) {
			samples.comment(MISSING.formatted(TimeUnit.NANOSECONDS.toMillis(this.missingNanos) + 1));
		}
		if (this.skippedOfBoth > 0) {
			samples.comment(SKIPPED.formatted(this.skippedOfBoth));
		}
		// Clocks tell of what is missing, too, but not of what came after a loss.
		if (this.loss.isEmpty() && event() == SampledEvent.CPU) {
			samples.weigh(this.clocks.used());
			samples.addLost(this.skipped, this.skippedNanos, this.usedNanos);
		}
		else {
			samples.addLost(this.skipped, this.skippedNanos);
		}
		if (this.loss.isEmpty() && this.missingNanos == 0) {
			samples.compare(this.usedNanos);
		}
		return samples.build();
	}

	/** A reader of JFR takes whole files. */
	private void read(Part part, ExecutionSamples samples) throws IOException {
		if (part.file().isAll(part.from(), part.to())) {
			samples.add(part.file().path(), part.intervalNanos());
			return;
		}
		Path copy = this.session.directory().createFile(".jfr");
		try {
			part.file().copy(part.from(), part.to(), copy);
			samples.add(copy, part.intervalNanos());
		}
		finally {
			Files.deleteIfExists(copy);
		}
	}

	/** By its own part of the session, which others may have made large before. */
	@Override
	public boolean isFull() {
		return bytes() > FULL_BYTES;
	}

	@Override
	public long bytes() {
		return this.session.bytes(this);
	}

	/** Of the parts that have ended. */
	long endedBytes() {
		return this.parts.stream().mapToLong((part) -> part.to() - part.from()).sum();
	}

	/** Of the part that has not ended, in a file that is as large. */
	long bytesUntil(long fileBytes) {
		return (this.begin != null) ? Math.max(0, fileBytes - this.begin.offset()) : 0;
	}

	@Override
	public void close() {
		this.readings.close();
		this.session.abandon(this);
		releaseBegin();
		this.parts.forEach((part) -> part.file().release());
		this.parts.clear();
	}

	private void releaseBegin() {
		if (this.begin != null) {
			this.begin.file().release();
			this.begin = null;
		}
	}

	/**
	 * Some chunks of a file.
	 *
	 * @param file the file, of which this holds a share
	 * @param from where the first begins
	 * @param to where the last ends
	 * @param intervalNanos what a sample in them is worth
	 */
	private record Part(SessionFile file, long from, long to, long intervalNanos) {

	}

}
