package dev.pprof4j.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Chooses which samples of profiles are kept where not all can be: the largest. All
 * others are summed in one frame. The choice is remembered for the profiles that follow:
 * readers subtract a counter from what it was before, so a sample that came and went
 * would count again each time what it had counted long ago. A sample that has become a
 * large part of the profile later joins those that are kept; what it had counted before
 * remains in the frame for the rest, so that neither goes back. Safe to share between
 * threads.
 */
public final class KeptSamples {

	/** The share from which on a sample joins. */
	private static final double LARGE = 0.05;

	private final double share;

	/**
	 * What each of the kept samples had counted before it was kept, by fingerprint; null
	 * while all are kept.
	 */
	private @Nullable Map<Long, List<Long>> kept;

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
		if (this.kept == null && profile.samples().size() <= max) {
			return profile;
		}
		List<Candidate> candidates = candidates(profile);
		int before = countUpTo(Candidate.KEPT, candidates);
		if (before > max) {
			Map<Long, List<Long>> fewer = new HashMap<>();
			for (Candidate candidate : candidates.subList(0, (int) (max * this.share))) {
				Sample sample = candidate.sample();
				fewer.put(sample.key().fingerprint(), countedBefore(sample));
			}
			this.kept = fewer;
		}
		else if (this.kept != null) {
			int count = Math.min(max, countUpTo(Candidate.JOINING, candidates));
			for (Candidate candidate : candidates.subList(before, count)) {
				this.kept.put(candidate.sample().key().fingerprint(), candidate.sample().values());
			}
		}
		return kept(profile, rest);
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
		if (isKept(sample)) {
			return Candidate.KEPT;
		}
		return (sizes.shareOfSizes(sample) >= LARGE) ? Candidate.JOINING : Candidate.LEFT_OUT;
	}

	private boolean isKept(Sample sample) {
		return this.kept == null || this.kept.containsKey(sample.key().fingerprint());
	}

	private List<Long> countedBefore(Sample sample) {
		return (this.kept != null) ? this.kept.getOrDefault(sample.key().fingerprint(), List.of()) : List.of();
	}

	private static int countUpTo(int rank, List<Candidate> candidates) {
		return (int) candidates.stream().filter((candidate) -> candidate.rank() <= rank).count();
	}

	private Profile kept(Profile profile, Frame rest) {
		ProfileBuilder builder = new ProfileBuilder(profile.kind(), profile.period());
		profile.remarks().forEach(builder::remark);
		SampleKey all = new SampleKey(Stack.of(rest), Labels.EMPTY);
		int left = 0;
		int joined = 0;
		for (Sample sample : profile.samples()) {
			if (!isKept(sample)) {
				left++;
				builder.add(all, sample.values());
				continue;
			}
			List<Long> earlier = countedBefore(sample);
			List<Long> own = profile.difference(sample.values(), earlier);
			if (own.stream().anyMatch((value) -> value != 0)) {
				builder.add(sample.key(), own);
			}
			if (!earlier.isEmpty()) {
				joined++;
				builder.add(all, minus(sample.values(), own));
			}
		}
		if (left + joined == 0) {
			return profile;
		}
		builder.comment("%s of %s samples are in the frame %s".formatted(left, profile.samples().size(), rest.name()));
		if (joined > 0) {
			builder.comment("It also has what %s of the others had counted before they became large".formatted(joined));
		}
		return builder.build(profile.start(), profile.duration());
	}

	private static List<Long> minus(List<Long> values, List<Long> others) {
		List<Long> result = new ArrayList<>(values);
		for (int i = 0; i < others.size(); i++) {
			result.set(i, values.get(i) - others.get(i));
		}
		return result;
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
