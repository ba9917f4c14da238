package dev.pprof4j;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.pprof4j.source.Recording;

/**
 * The recordings that their callers have not closed yet. None outlives the profiler. Safe
 * to share between threads.
 */
final class BegunRecordings implements AutoCloseable {

	private final Set<BegunRecording> recordings = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Adds a recording. One that is added too late is closed at once, and says so when
	 * used.
	 */
	Recording add(Recording begun) {
		boolean added = false;
		try {
			BegunRecording recording = new BegunRecording(begun, this.recordings::remove);
			this.recordings.add(recording);
			added = true;
			if (this.closed) {
				recording.close();
			}
			return recording;
		}
		finally {
			if (!added) { // out of memory
				begun.close();
			}
		}
	}

	@Override
	public void close() {
		this.closed = true;
		Closing.all(this.recordings);
	}

}
