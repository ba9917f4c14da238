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
 * Writes profiles as {@code go tool pprof} reads them: {@code profile.proto}, gzipped.
 * Equal profiles become equal bytes. Immutable and safe to share between threads.
 */
public final class PprofEncoder {

	private static final int BUFFER_BYTES = 64 * 1024;

	private static final Frame TOO_LARGE = Frame.ofMissing("too large: pprof.max-profile-size");

	private static final Frame TOO_MANY = Frame.ofMissing("too many: pprof.max-profile-samples");

	/** So that one more attempt is enough, mostly. */
	private static final double SHORT_OF_IT = 0.95;

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
		write(profile, out);
	}

	/** How many bytes it is before it is compressed. */
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
	 * A profile as bytes.
	 * @param profile the profile
	 * @return the gzipped protobuf message
	 */
	public byte[] encode(Profile profile) {
		return encode(profile, Integer.MAX_VALUE, Long.MAX_VALUE);
	}

	/**
	 * A profile as bytes, of which readers take only so many. Where it is larger, its
	 * smallest samples are summed in one frame, and a comment says so.
	 * @param profile the profile
	 * @param maxSamples how many samples it may have, that frame's among them
	 * @param maxBytes how large the message may be before it is compressed
	 * @return the gzipped protobuf message
	 * @throws IllegalArgumentException if it may have no sample
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
		 * Gives native memory back, which closing would do, and the stream below is not
		 * ours to close.
		 */
		void end() {
			this.def.end();
		}

	}

}
