package dev.pprof4j.actuate;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.pprof4j.source.TraceFile;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.AbstractResource;

/**
 * A recording on its way to the client. The file is open but already deleted, so that
 * nothing is left of it once the stream is closed, however the request ends. Can be read
 * once.
 */
final class TraceResource extends AbstractResource {

	private final InputStream stream;

	private final long size;

	private final AtomicBoolean read = new AtomicBoolean();

	private TraceResource(InputStream stream, long size) {
		this.stream = stream;
		this.size = size;
	}

	/** Takes the content of the file, and deletes the file. */
	static TraceResource of(TraceFile file) throws IOException {
		try (file) {
			long size = file.size();
			return new TraceResource(file.open(), size);
		}
	}

	@Override
	public String getDescription() {
		return "a recording of JDK Flight Recorder";
	}

	@Override
	public boolean exists() {
		return true;
	}

	@Override
	public boolean isOpen() {
		return true;
	}

	@Override
	public long contentLength() {
		return this.size;
	}

	@Override
	public InputStream getInputStream() {
		if (!this.read.compareAndSet(false, true)) {
			throw new IllegalStateException("Can be read once");
		}
		return this.stream;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other;
	}

	@Override
	public int hashCode() {
		return System.identityHashCode(this);
	}

}
