package dev.pprof4j.profile;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Chooses which samples of profiles are kept where not all can be: the largest. All
 * others are summed in one frame. The choice is remembered for the profiles that follow:
 * readers subtract a counter from what it was before, so a sample that came and went
 * would count again each time what it had counted long ago. Only a sample that has become
 * a large part of a level, such as the bytes in use, joins those that are kept, once.
 * Safe to share between threads.
 */
public final class KeptSamples {

	/** The share of a level from which on a sample is worth a counter that jumps once. */
	private static final double LARGE = 0.001;

	private final double share;

	/** The fingerprints of the samples that are kept, null while all are. */
	private @Nullable Set<Long> kept;

	private KeptSamples(double share) {
		this.share = share;
	}

	/**
	 * Chooses for one profile alone, and keeps as much as there is room for.
	 * @return the choice
	 */
	public static KeptSamples ofOneProfile() {
		return new KeptSamples(1);
	}

	/**
	 * Chooses for profiles that follow each other, and leaves a quarter of the room to
	 * what joins later, and to numbers that become longer.
	 * @return the choice
	 */
	public static KeptSamples ofCounters() {
		return new KeptSamples(0.75);
	}

	/**
	 * Returns the part of a profile that there is room for.
	 * @param profile the profile
	 * @param max the largest number of samples that may be kept, beside the frame for the
	 * rest; if it is less than the number of those kept before, some of these are left
	 * out for good
	 * @param rest the frame for all others
	 * @return the profile itself if all its samples are kept
	 */
	public synchronized Profile select(Profile profile, int max, Frame rest) {
		int size = profile.samples().size();
		if (this.kept == null && size <= max) {
			return profile;
		}
		List<Candidate> candidates = candidates(profile);
		List<Sample> ordered = candidates.stream().map(Candidate::sample).toList();
		int before = countUpTo(Candidate.KEPT, candidates);
		int count = (before > max) ? (int) (max * this.share) : Math.min(max, countUpTo(Candidate.JOINING, candidates));
		this.kept = new HashSet<>();
		for (Sample sample : ordered.subList(0, count)) {
			this.kept.add(sample.key().fingerprint());
		}
		return (count < size) ? profile.withRest(ordered, count, rest) : profile;
	}

	/** All samples, those first that are to be kept. */
	private List<Candidate> candidates(Profile profile) {
		SampleSizes sizes = new SampleSizes(profile);
		return profile.samples()
			.stream()
			.map((sample) -> new Candidate(sample, rank(sample, sizes), sizes.share(sample)))
			.sorted(Comparator.comparingInt(Candidate::rank)
				.thenComparing(Comparator.comparingDouble(Candidate::share).reversed()))
			.toList();
	}

	private int rank(Sample sample, SampleSizes sizes) {
		if (this.kept == null || this.kept.contains(sample.key().fingerprint())) {
			return Candidate.KEPT;
		}
		return (sizes.shareOfLevels(sample) >= LARGE) ? Candidate.JOINING : Candidate.LEFT_OUT;
	}

	private static int countUpTo(int rank, List<Candidate> candidates) {
		return (int) candidates.stream().filter((candidate) -> candidate.rank() <= rank).count();
	}

	/**
	 * A sample of the profile that is being selected from.
	 *
	 * @param sample the sample
	 * @param rank whether it was kept before
	 * @param share how large it is
	 */
	private record Candidate(Sample sample, int rank, double share) {

		/** Was kept before, or there has been no choice yet. */
		static final int KEPT = 0;

		static final int JOINING = 1;

		static final int LEFT_OUT = 2;

	}

}
