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
 * The file of one session: chunks of JFR, one after the other, of which the last may
 * still be written. It is deleted when nobody needs it any more. It is read without
 * channels, which are closed where a thread is interrupted: the session is everybody's.
 * Safe to share between threads.
 */
final class SessionFile {

	private static final Logger logger = System.getLogger(SessionFile.class.getName());

	private final Path path;

	/** Made before it is asked when there is no memory left. */
	private final File file;

	private int users = 1;

	SessionFile(Path path) {
		this.path = path;
		this.file = path.toFile();
	}

	Path path() {
		return this.path;
	}

	/** Takes a share in it, to be given back by {@link #release()}. */
	synchronized SessionFile retain() {
		this.users++;
		return this;
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

	/** Whether async-profiler has begun to write it. */
	boolean isBegun() {
		return this.file.length() > 0;
	}

	/** Whether a chunk is still being written. */
	boolean isUnfinished(long chunk) throws IOException {
		return length(chunk) == Chunk.UNFINISHED;
	}

	/** The last chunk, whoever has ended those before it. */
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

	/** Where a finished chunk ends. */
	long endOf(long chunk) throws IOException {
		long length = length(chunk);
		if (length == Chunk.UNFINISHED) {
			throw new IOException("a part of it has not ended");
		}
		return chunk + length;
	}

	private long length(long chunk) throws IOException {
		try (RandomAccessFile open = new RandomAccessFile(this.file, "r")) {
			return Chunk.lengthAt(open, chunk);
		}
	}

}
