package dev.pprof4j.encode;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.KeptSamples;
import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;

/**
 * Encodes profiles within the limits of their readers. If a profile is larger, its
 * smallest samples are summed in one frame, and a comment says so. In counters since the
 * start the choice is remembered, so that readers can subtract one profile from the next:
 * see {@link KeptSamples}. Safe to share between threads.
 */
public final class BoundedEncoder {

	private static final Frame REST = Frame.ofMissing("too large: pprof.max-profile-samples, pprof.max-profile-size");

	/** Aims below the limit, so that one more attempt is usually enough. */
	private static final double SHORT_OF_IT = 0.95;

	private final PprofEncoder encoder;

	private final int maxSamples;

	private final long maxBytes;

	private final Map<ProfileKind, KeptSamples> counters = new ConcurrentHashMap<>();

	/**
	 * Creates an encoder with limits. Profiles of one kind that readers compare with each
	 * other must come from the same encoder, and have the same labels.
	 * @param encoder writes the profiles
	 * @param maxSamples the number of samples that a profile may have, including that of
	 * the frame for the rest
	 * @param maxBytes how large the message may be before compression
	 * @throws IllegalArgumentException if {@code maxSamples} is less than 1
	 */
	public BoundedEncoder(PprofEncoder encoder, int maxSamples, long maxBytes) {
		if (maxSamples < 1) {
			throw new IllegalArgumentException("maxSamples must be positive, but is " + maxSamples);
		}
		this.encoder = encoder;
		this.maxSamples = maxSamples;
		this.maxBytes = maxBytes;
	}

	/**
	 * Encodes a profile as bytes.
	 * @param profile the profile
	 * @return the gzipped protobuf message
	 */
	public byte[] encode(Profile profile) {
		KeptSamples samples = profile.isSinceStart()
				? this.counters.computeIfAbsent(profile.kind(), (kind) -> KeptSamples.ofCounters())
				: KeptSamples.ofOneProfile();
		boolean fits = profile.samples().size() <= this.maxSamples;
		Profile fitting = samples.select(profile, fits ? this.maxSamples : this.maxSamples - 1, REST);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		long size = this.encoder.write(fitting, bytes);
		int kept = fitting.samples().size();
		while (size > this.maxBytes && kept > 0) {
			kept = (int) (kept * SHORT_OF_IT * this.maxBytes / size);
			fitting = samples.select(profile, kept, REST);
			bytes.reset();
			size = this.encoder.write(fitting, bytes);
		}
		return bytes.toByteArray();
	}

}
