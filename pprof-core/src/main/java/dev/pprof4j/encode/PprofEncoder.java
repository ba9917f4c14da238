package dev.pprof4j.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import com.google.protobuf.CodedOutputStream;
import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Profile;

/**
 * Writes profiles in the format of {@code go tool pprof}: {@code profile.proto}, gzipped.
 * Equal profiles give equal bytes. Immutable and safe to share between threads.
 */
public final class PprofEncoder {

	private static final int BUFFER_BYTES = 64 * 1024;

	private static final Frame TOO_LARGE = Frame.ofMissing("too large: pprof.max-profile-size");

	private static final Frame TOO_MANY = Frame.ofMissing("too many: pprof.max-profile-samples");

	/** Aims below the limit, so that one more attempt is usually enough. */
	private static final double SHORT_OF_IT = 0.95;

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

	/** Returns the size before compression, in bytes. */
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
		return encode(profile, Integer.MAX_VALUE, Long.MAX_VALUE);
	}

	/**
	 * Encodes a profile as bytes, within the limits of its readers. If the profile is
	 * larger, its smallest samples are summed in one frame, and a comment says so.
	 * @param profile the profile
	 * @param maxSamples how many samples it may have, including that of the frame
	 * @param maxBytes how large the message may be before compression
	 * @return the gzipped protobuf message
	 * @throws IllegalArgumentException if {@code maxSamples} is less than 1
	 */
	public byte[] encode(Profile profile, int maxSamples, long maxBytes) {
		if (maxSamples < 1) {
			throw new IllegalArgumentException("maxSamples must be positive, but is " + maxSamples);
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER_BYTES);
		int kept = Math.min(profile.samples().size(), maxSamples);
		Profile fitting = (kept < profile.samples().size()) ? profile.largest(kept - 1, TOO_MANY) : profile;
		try {
			long size = write(fitting, bytes);
			while (size > maxBytes && kept > 0) {
				kept = (int) (kept * SHORT_OF_IT * maxBytes / size);
				fitting = profile.largest(kept, TOO_LARGE);
				bytes.reset();
				size = write(fitting, bytes);
			}
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
		 * Releases native memory. Closing would do that too, but would also close the
		 * underlying stream, which belongs to the caller.
		 */
		void end() {
			this.def.end();
		}

	}

}
