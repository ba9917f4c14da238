package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.IOException;

/**
 * A chunk that cannot be understood, because it is damaged or written by another version
 * of async-profiler.
 */
public final class ChunkException extends IOException {

	private static final long serialVersionUID = 1L;

	private ChunkException(String message) {
		super(message);
	}

	static ChunkException damaged(String what) {
		return new ChunkException("it is damaged: " + what);
	}

	static ChunkException ofAnotherVersion(String what) {
		return new ChunkException("it is of another version: " + what);
	}

}
