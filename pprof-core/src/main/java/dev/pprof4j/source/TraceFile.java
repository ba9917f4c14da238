package dev.pprof4j.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A finished recording of JDK Flight Recorder. Closing it deletes the file.
 */
public final class TraceFile implements AutoCloseable {

	private final Path path;

	/**
	 * A recording.
	 * @param path its file, which this object owns from now on
	 */
	public TraceFile(Path path) {
		this.path = path;
	}

	/**
	 * The file of the recording.
	 * @return its path, in the format of JDK Flight Recorder
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Opens the file for reading. The stream can be read to its end even if the file is
	 * deleted in the meantime.
	 * @return the bytes
	 * @throws IOException if the file cannot be opened
	 */
	public InputStream open() throws IOException {
		return Files.newInputStream(this.path);
	}

	/**
	 * The size of the file.
	 * @return the size in bytes
	 * @throws IOException if the file is gone
	 */
	public long size() throws IOException {
		return Files.size(this.path);
	}

	@Override
	public void close() throws IOException {
		Files.deleteIfExists(this.path);
	}

}
