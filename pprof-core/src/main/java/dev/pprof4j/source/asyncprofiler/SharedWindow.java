package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.PrivateDirectory;
import dev.pprof4j.source.ProcessCpu;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;
import dev.pprof4j.source.ThreadClocks;
import dev.pprof4j.source.agent.ClockReadings;
import dev.pprof4j.source.asyncprofiler.chunk.ChunkException;

/**
 * One caller's part of the {@link SharedSession}, which tells it where it begins and
 * ends; the caller reads it when it has left. Guarded by its session's monitor until it
 * has left, and confined to its caller then.
 */
final class SharedWindow implements Recording {

	private final SharedSession session;

	private final WantedSamples wanted;

	private final ProcessCpu cpu = new ProcessCpu();

	/** CPU time of the process in the window, negative before its end. */
	private long usedNanos = -1;

	private final ThreadClocks clocks = new ThreadClocks();

	private ClockReadings readings = ClockReadings.NONE;

	private boolean clocksRun;

	/** Whether thread names are read: when others need not wait for it. */
	private boolean named;

	private final WindowParts parts;

	SharedWindow(SharedSession session, WantedSamples wanted) {
		this.session = session;
		this.wanted = wanted;
		this.parts = new WindowParts(wanted.event());
	}

	WantedSamples wanted() {
		return this.wanted;
	}

	private SampledEvent event() {
		return this.wanted.event();
	}

	/** It begins here. */
	void begin(Session.Position position) {
		this.parts.begin(position);
		if (!this.clocksRun) {
			this.clocksRun = true;
			this.cpu.begin();
			if (event() == SampledEvent.CPU) {
				this.readings = ClockReadings.begin();
				this.clocks.begin();
			}
		}
	}

	/**
	 * Reads the clocks of a window that ends, and has those of this one begin there: to
	 * cut the session in between takes a while, which none of them would have.
	 */
	void beginClocksAfter(SharedWindow previous) {
		this.clocksRun = true;
		if (event() == SampledEvent.CPU) {
			this.readings = ClockReadings.begin(); // without a gap
		}
		previous.readClocks(this.clocks);
		this.cpu.beginAfter(previous.cpu);
		this.readings.beginAfter(previous.readings);
	}

	/** It goes on in another file, after a while of which there is nothing. */
	void goOn(Session.Position position, long nanos) {
		this.parts.goOn(position, nanos);
	}

	/** Samples are taken until now. To end them takes a while, and is not meant. */
	void readClocks() {
		readClocks(new ThreadClocks());
	}

	private void readClocks(ThreadClocks next) {
		if (this.usedNanos < 0) {
			this.usedNanos = this.cpu.usedNanos();
			if (event() == SampledEvent.CPU) {
				this.clocks.endBefore(next, this.readings);
				this.readings.close();
			}
		}
	}

	/** It, or a part of it, ends here. */
	void end(Session.Position position) {
		this.parts.end(position);
	}

	/** There is no more of it. */
	void lose(String reason) {
		this.parts.lose(reason);
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
		if (!this.named) {
			this.named = true;
			this.clocks.readNames(ThreadClocks.ENOUGH * this.wanted.intervalNanos());
		}
	}

	@Override
	public Profile stop() {
		end();
		try {
			return read();
		}
		catch (ChunkException ex) {
			throw lost(ex);
		}
		catch (IOException ex) {
			throw PrivateDirectory.unwritable(ex);
		}
		catch (IllegalStateException ex) {
			throw lost(ex);
		}
	}

	private static ProfilingException lost(Exception cause) {
		return new ProfilingException.Failed("The recording of async-profiler is lost: " + cause.getMessage(), cause);
	}

	private Profile read() throws IOException {
		ExecutionSamples samples = new ExecutionSamples(event(), this.wanted.intervalNanos(),
				this.wanted.sourceFiles());
		this.wanted.comments().forEach(samples::comment);
		this.parts.read(samples);
		// Clocks tell of what is missing, too, but not of what came after a loss.
		if (!this.parts.isCutShort() && event() == SampledEvent.CPU) {
			samples.weigh(this.clocks.used());
			samples.addUnseen(this.clocks.used(), this.clocks::labels, this.usedNanos);
			samples.addLost(this.parts.skipped(), this.parts.skippedNanos(), this.usedNanos);
		}
		else {
			samples.addLost(this.parts.skipped(), this.parts.skippedNanos());
		}
		if (this.parts.isWhole()) {
			samples.compare(this.usedNanos);
		}
		return samples.build();
	}

	/** By its own part of the session, which others may have made large before. */
	@Override
	public boolean mustEnd() {
		return bytes() > FULL_BYTES;
	}

	@Override
	public long bytes() {
		return this.session.bytes(this);
	}

	/** Of the parts that have ended. */
	long endedBytes() {
		return this.parts.endedBytes();
	}

	/** Of the part that has not ended, in a file that is as large. */
	long bytesUntil(long fileBytes) {
		return this.parts.bytesUntil(fileBytes);
	}

	@Override
	public void close() {
		try {
			this.readings.close();
		}
		finally { // for want of memory, too: nothing goes on recording for nobody
			this.session.abandon(this);
			this.parts.close();
		}
	}

}
