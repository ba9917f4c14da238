package dev.pprof4j.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A finished profile. Immutable.
 *
 * @param kind what was measured, with its sample types
 * @param start for a window, when collecting began; otherwise, when the profile was taken
 * @param duration how long samples were collected, zero if the profile is not a window
 * @param period the mean distance between two samples, in the unit of the kind's period
 * type
 * @param samples the samples, in an order that depends only on the samples themselves:
 * equal samples give equal lists
 * @param remarks what the profile says about itself
 */
public record Profile(ProfileKind kind, Instant start, Duration duration, long period, List<Sample> samples,
		List<Remark> remarks) {

	public Profile {
		samples = List.copyOf(samples);
		remarks = List.copyOf(remarks);
	}

	/**
	 * Returns what this profile says about itself.
	 * @return sentences for readers of the profile
	 */
	public List<String> comments() {
		return this.remarks.stream().flatMap((remark) -> remark.sentence().stream()).toList();
	}

	/**
	 * Returns the number of lost samples, of which nothing else is known.
	 * @return the sum of their first value
	 */
	public long lostSamples() {
		return this.samples.stream()
			.filter((sample) -> sample.stack().contains(Frame.LOST))
			.mapToLong((sample) -> sample.values().get(0))
			.sum();
	}

	/**
	 * Returns this profile with one more comment.
	 * @param comment a sentence for readers of the profile
	 * @return the new profile
	 */
	public Profile withComment(String comment) {
		return withComments(List.of(comment));
	}

	/**
	 * Returns this profile with more comments.
	 * @param comments sentences for readers of the profile
	 * @return the new profile
	 */
	public Profile withComments(List<String> comments) {
		List<Remark> all = new ArrayList<>(this.remarks);
		comments.forEach((comment) -> all.add(Remark.of(comment)));
		return new Profile(this.kind, this.start, this.duration, this.period, this.samples, all);
	}

	/**
	 * Returns this profile without the labels that are texts, and without the identifiers
	 * of threads, which go with their names. Samples that differed only in these are
	 * merged.
	 * @return the new profile
	 */
	public Profile withoutTextsAndThreads() {
		ProfileBuilder builder = new ProfileBuilder(this.kind, this.period);
		this.remarks.forEach(builder::remark);
		Map<Labels, Labels> without = new HashMap<>(); // samples share their labels
		for (Sample sample : this.samples) {
			Labels labels = without.computeIfAbsent(sample.labels(), Labels::withoutTextsAndThreads);
			builder.add(new SampleKey(sample.key().stack(), labels), sample.values());
		}
		return builder.build(this.start, this.duration);
	}

	/**
	 * Whether this profile has counters since the start, which readers may subtract from
	 * those of a later one.
	 * @return whether it has; the difference of two such profiles has not
	 */
	public boolean isSinceStart() {
		return this.kind.timing() == ProfileKind.Timing.SINCE_START && this.duration.isZero();
	}

	/**
	 * Returns the part of this profile that belongs to some threads.
	 * @param part what the names of these threads contain, in the label {@code thread}
	 * @return the new profile; if no thread matches, a comment says so
	 */
	public Profile withThreads(String part) {
		ProfileBuilder builder = new ProfileBuilder(this.kind, this.period);
		this.remarks.forEach(builder::remark);
		this.samples.stream()
			.filter((sample) -> sample.labels().threadContains(part))
			.forEach((sample) -> builder.add(sample.key(), sample.values()));
		Profile profile = builder.build(this.start, this.duration);
		return (profile.samples().isEmpty() && !this.samples.isEmpty())
				? profile.withComment("No thread's name contains the requested text") : profile;
	}

	/**
	 * Returns what happened since an earlier profile. Counters are subtracted and never
	 * fall below zero; levels are those of this profile. Samples whose values are all
	 * zero are left out.
	 * @param earlier a profile of the same kind and source
	 * @param elapsed the time between the two
	 * @return the difference, with the start of this profile
	 */
	public Profile since(Profile earlier, Duration elapsed) {
		Map<SampleKey, List<Long>> before = new HashMap<>();
		earlier.samples.forEach((sample) -> before.put(sample.key(), sample.values()));
		ProfileBuilder builder = new ProfileBuilder(this.kind, this.period);
		this.remarks.forEach((remark) -> builder.remark(remark.since(earlier.remarks)));
		for (Sample sample : this.samples) {
			List<Long> values = difference(sample.values(), before.getOrDefault(sample.key(), List.of()));
			if (values.stream().anyMatch((value) -> value != 0)) {
				builder.add(sample.key(), values);
			}
		}
		return builder.build(this.start, elapsed);
	}

	/** What the values of a sample of this kind have become since earlier ones. */
	List<Long> difference(List<Long> now, List<Long> before) {
		List<Long> values = new ArrayList<>(now);
		for (int i = 0; i < before.size(); i++) {
			if (this.kind.sampleTypes().get(i).counter()) {
				values.set(i, Math.max(0, now.get(i) - before.get(i)));
			}
		}
		return values;
	}

}
