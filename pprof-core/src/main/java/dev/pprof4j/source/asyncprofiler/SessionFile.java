package dev.pprof4j.source.asyncprofiler;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.pprof4j.source.asyncprofiler.chunk.Chunk;

/**
 * The file of one session: a series of JFR chunks, the last of which may be unfinished.
 * It is deleted when it is no longer needed. It is read without channels, because
 * interrupting a thread closes its channel, and the session belongs to everyone. Safe to
 * share between threads.
 */
final class SessionFile {

	private static final Logger logger = System.getLogger(SessionFile.class.getName());

	private final Path path;

	/** Created in advance, because it is needed when there is no memory left. */
	private final File file;

	private int users = 1;

	SessionFile(Path path) {
		this.path = path;
		this.file = path.toFile();
	}

	Path path() {
		return this.path;
	}

	/** Takes a share in the file, to be given back by {@link #release()}. */
	synchronized void retain() {
		this.users++;
	}

	synchronized void release() {
		this.users--;
		if (this.users == 0) {
			try {
				Files.deleteIfExists(this.path);
			}
			catch (IOException ex) {
				logger.log(Level.WARNING, "Could not delete " + this.path, ex);
			}
		}
	}

	/** Whether async-profiler has begun to write the file. */
	boolean isBegun() {
		return this.file.length() > 0;
	}

	/** Whether a chunk is still being written. */
	boolean isUnfinished(long chunk) throws IOException {
		return length(chunk) == Chunk.UNFINISHED;
	}

	/** The last chunk, regardless of who ended those before it. */
	long last(long chunk) throws IOException {
		long size = Files.size(this.path);
		long last = chunk;
		long length = length(last);
		while (length != Chunk.UNFINISHED && last + length < size) {
			last += length;
			length = length(last);
		}
		return last;
	}

	/** The end of a finished chunk. */
	long endOf(long chunk) throws IOException {
		long length = length(chunk);
		if (length == Chunk.UNFINISHED) {
			throw new IOException("part of it is unfinished");
		}
		return chunk + length;
	}

	private long length(long chunk) throws IOException {
		try (RandomAccessFile open = new RandomAccessFile(this.file, "r")) {
			return Chunk.lengthAt(open, chunk);
		}
	}

}
