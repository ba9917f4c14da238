package dev.pprof4j.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import com.google.protobuf.CodedOutputStream;
import dev.pprof4j.profile.Profile;

/**
 * Writes profiles in the format of {@code go tool pprof}: {@code profile.proto}, gzipped.
 * Equal profiles give equal bytes. Immutable and safe to share between threads.
 */
public final class PprofEncoder {

	private static final int BUFFER_BYTES = 64 * 1024;

	private final Application application;

	/**
	 * Creates an encoder for the profiles of one application.
	 * @param application the application that is profiled
	 */
	public PprofEncoder(Application application) {
		this.application = application;
	}

	/**
	 * Writes a profile sample by sample, without holding a second copy of it.
	 * @param profile the profile
	 * @param out where the profile is written; it is neither flushed nor closed
	 * @throws IOException if {@code out} fails
	 */
	public void encode(Profile profile, OutputStream out) throws IOException {
		write(profile, out);
	}

	private long write(Profile profile, OutputStream out) throws IOException {
		FastGzipOutputStream gzip = new FastGzipOutputStream(out);
		try {
			return encode(profile, gzip);
		}
		finally {
			gzip.end();
		}
	}

	private long encode(Profile profile, FastGzipOutputStream gzip) throws IOException {
		CodedOutputStream coded = CodedOutputStream.newInstance(gzip, BUFFER_BYTES);
		new ProfileWriter(coded, this.application).write(profile);
		coded.flush();
		gzip.finish();
		return coded.getTotalBytesWritten();
	}

	/**
	 * Encodes a profile as bytes.
	 * @param profile the profile
	 * @return the gzipped protobuf message
	 */
	public byte[] encode(Profile profile) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER_BYTES);
		write(profile, bytes);
		return bytes.toByteArray();
	}

	/** Writes a profile to memory, and returns its size before compression, in bytes. */
	long write(Profile profile, ByteArrayOutputStream out) {
		try {
			return write(profile, (OutputStream) out);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A stream in memory does not fail", ex);
		}
	}

	/**
	 * Compresses at the fastest level, as Go does: clients wait for the last byte.
	 */
	private static final class FastGzipOutputStream extends GZIPOutputStream {

		FastGzipOutputStream(OutputStream out) throws IOException {
			super(out, BUFFER_BYTES);
			this.def.setLevel(Deflater.BEST_SPEED);
		}

		/**
		 * Releases native memory. Closing would do that too, but would also close the
		 * underlying stream, which belongs to the caller.
		 */
		void end() {
			this.def.end();
		}

	}

}
