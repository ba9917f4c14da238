package dev.pprof4j.source.asyncprofiler;

import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file of one session: chunks of JFR, one after the other, of which the last may
 * still be written. It is deleted when nobody needs it any more. It is read without
 * channels, which are closed where a thread is interrupted: the session is everybody's.
 * Safe to share between threads.
 */
final class SessionFile {

	private static final Logger logger = System.getLogger(SessionFile.class.getName());

	private static final int COPIED_AT_ONCE = 1 << 16;

	private final Path path;

	private int users = 1;

	SessionFile(Path path) {
		this.path = path;
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

	/** Whether a chunk is still being written. */
	boolean isUnfinished(long chunk) throws IOException {
		return length(chunk) == JfrChunks.UNFINISHED;
	}

	/** The last chunk, whoever has ended those before it. */
	long last(long chunk) throws IOException {
		long size = Files.size(this.path);
		long last = chunk;
		long length = length(last);
		while (length != JfrChunks.UNFINISHED && last + length < size) {
			last += length;
			length = length(last);
		}
		return last;
	}

	/** Where a finished chunk ends. */
	long endOf(long chunk) throws IOException {
		long length = length(chunk);
		if (length == JfrChunks.UNFINISHED) {
			throw new IOException("a part of it has not ended");
		}
		return chunk + length;
	}

	private long length(long chunk) throws IOException {
		ByteBuffer header = ByteBuffer.allocate(JfrChunks.HEADER_BYTES);
		try (RandomAccessFile file = new RandomAccessFile(this.path.toFile(), "r")) {
			file.seek(chunk);
			file.readFully(header.array());
		}
		catch (EOFException ex) {
			throw endsEarly();
		}
		long length = JfrChunks.length(header, 0);
		if (length == JfrChunks.NONE) {
			throw new IOException("it is no recording, as on a full disk");
		}
		return length;
	}

	private static IOException endsEarly() {
		return new EOFException("it ends early, as on a full disk");
	}

	/**
	 * Whether it has nothing but these chunks.
	 * @param from where the first begins
	 * @param to where the last ends
	 */
	boolean isAll(long from, long to) throws IOException {
		return from == 0 && to == Files.size(this.path);
	}

	/**
	 * Copies some chunks.
	 * @param from where the first begins
	 * @param to where the last ends
	 * @param target an empty file
	 */
	void copy(long from, long to, Path target) throws IOException {
		byte[] buffer = new byte[COPIED_AT_ONCE];
		try (RandomAccessFile in = new RandomAccessFile(this.path.toFile(), "r");
				OutputStream out = new FileOutputStream(target.toFile())) {
			in.seek(from);
			for (long left = to - from; left > 0;) {
				int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
				if (read < 0) {
					throw endsEarly();
				}
				out.write(buffer, 0, read);
				left -= read;
			}
		}
	}

}
