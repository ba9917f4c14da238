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
 * One caller's part of the {@link SharedSession}, which sets where the window begins and
 * ends. The caller reads the window after leaving the session. Guarded by the session's
 * monitor until then, and confined to the caller afterwards.
 */
final class SharedWindow implements Recording {

	private final SharedSession session;

	private final WantedSamples wanted;

	private final ProcessCpu cpu = new ProcessCpu();

	/** CPU time of the process in the window; negative before the end. */
	private long usedNanos = -1;

	private final ThreadClocks clocks = new ThreadClocks();

	private ClockReadings readings = ClockReadings.NONE;

	private boolean clocksRun;

	/**
	 * Whether thread names have been read, which happens when others need not wait for
	 * it.
	 */
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

	/** Begins the window here. */
	void begin(Session.Position position) {
		this.parts.begin(position);
		if (!this.clocksRun) {
			this.clocksRun = true;
			this.cpu.begin();
			if (event() == SampledEvent.CPU) {
				// In this order: of a thread that ends in between, nothing is reported,
				// instead of everything that it has ever used.
				this.clocks.begin();
				this.readings = ClockReadings.begin();
			}
		}
	}

	/**
	 * Reads the clocks of a window that ends, and begins this window's clocks at the same
	 * point. Cutting the session in between takes a while, which would be in neither
	 * window.
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

	/** Continues in another file, after a gap of this length. */
	void goOn(Session.Position position, long nanos) {
		this.parts.goOn(position, nanos);
	}

	/** Sampling counts until now. Stopping it takes a while, which does not count. */
	void readClocks() {
		readClocks(new ThreadClocks());
	}

	private void readClocks(ThreadClocks next) {
		if (this.usedNanos < 0) {
			this.usedNanos = this.cpu.usedNanos();
			if (event() == SampledEvent.CPU) {
				this.clocks.handOverTo(next, this.readings);
				this.readings.close();
			}
		}
	}

	/** Ends the window, or a part of it, here. */
	void end(Session.Position position) {
		this.parts.end(position);
	}

	/** Nothing more comes for this window. */
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
		// Clocks cover gaps, too, but must not cover what came after a loss.
		if (!this.parts.isCutShort() && event() == SampledEvent.CPU) {
			samples.weigh(this.clocks.used());
			samples.addUnseen(this.clocks.used(), this.clocks::labels, this.usedNanos);
			samples.addLost(this.parts.skipped(), this.parts.skippedNanos(), this.usedNanos);
		}
		else {
			samples.addLost(this.parts.skipped(), this.parts.skippedNanos());
		}
		if (this.parts.isWhole()) {
			samples.commentOnMissing(this.usedNanos);
		}
		return samples.build();
	}

	/**
	 * Judged by the window's own part of the session, since others may have made the
	 * session large before.
	 */
	@Override
	public boolean mustEnd() {
		return bytes() > FULL_BYTES || this.session.isOver(this);
	}

	@Override
	public long bytes() {
		return this.session.bytes(this);
	}

	/** The size of the parts that have ended. */
	long endedBytes() {
		return this.parts.endedBytes();
	}

	/** The size of the part that has not ended, in a file of this size. */
	long bytesUntil(long fileBytes) {
		return this.parts.bytesUntil(fileBytes);
	}

	@Override
	public void close() {
		try {
			this.readings.close();
		}
		finally { // even out of memory: do not leave it running for nothing
			try {
				this.session.abandon(this);
			}
			finally {
				this.parts.close();
			}
		}
	}

}
