package dev.pprof4j;

import java.util.function.Consumer;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.ProfilingException;
import dev.pprof4j.source.Recording;

/**
 * A recording that its profiler keeps track of, so that closing the profiler also closes
 * the recording. Safe to share between threads.
 */
final class BegunRecording implements Recording {

	private final Recording recording;

	private final Consumer<BegunRecording> forget;

	private boolean closed;

	BegunRecording(Recording recording, Consumer<BegunRecording> forget) {
		this.recording = recording;
		this.forget = forget;
	}

	@Override
	public synchronized void end() {
		Uninterrupted.run(() -> open().end());
	}

	@Override
	public synchronized Profile stop() {
		return Uninterrupted.call(() -> open().stop());
	}

	private Recording open() {
		if (this.closed) {
			throw new ProfilingException.Unavailable("The recording is closed, or its profiler is");
		}
		return this.recording;
	}

	@Override
	public synchronized long bytes() {
		return this.recording.bytes();
	}

	@Override
	public synchronized boolean mustEnd() {
		return this.recording.mustEnd();
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.recording.close();
		this.forget.accept(this);
	}

}
