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
 * Writes profiles as {@code go tool pprof} reads them: {@code profile.proto}, gzipped.
 * Equal profiles become equal bytes. Immutable and safe to share between threads.
 */
public final class PprofEncoder {

	private static final int BUFFER_BYTES = 64 * 1024;

	private final Application application;

	/**
	 * An encoder for the profiles of one application.
	 * @param application whose profiles they are
	 */
	public PprofEncoder(Application application) {
		this.application = application;
	}

	/**
	 * Writes a profile, sample by sample: no second copy of it is held.
	 * @param profile the profile
	 * @param out where to; it is neither flushed nor closed
	 * @throws IOException if {@code out} fails
	 */
	public void encode(Profile profile, OutputStream out) throws IOException {
		FastGzipOutputStream gzip = new FastGzipOutputStream(out);
		try {
			encode(profile, gzip);
		}
		finally {
			gzip.end();
		}
	}

	private void encode(Profile profile, FastGzipOutputStream gzip) throws IOException {
		CodedOutputStream coded = CodedOutputStream.newInstance(gzip, BUFFER_BYTES);
		new ProfileWriter(coded, this.application).write(profile);
		coded.flush();
		gzip.finish();
	}

	/**
	 * A profile as bytes.
	 * @param profile the profile
	 * @return the gzipped protobuf message
	 */
	public byte[] encode(Profile profile) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER_BYTES);
		try {
			encode(profile, bytes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A stream in memory does not fail", ex);
		}
		return bytes.toByteArray();
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
		 * Gives native memory back, which closing would do, and the stream below is not
		 * ours to close.
		 */
		void end() {
			this.def.end();
		}

	}

}
