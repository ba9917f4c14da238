package dev.pprof4j.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A finished profile. Immutable.
 *
 * @param kind what was measured, with its sample types
 * @param start when collecting began, for a window; when it was taken, for all others
 * @param duration how long was collected, zero if the profile is not a window
 * @param period the mean distance between two samples, in the unit of the kind's period
 * type
 * @param samples the samples, in an order that depends on nothing but themselves: equal
 * samples, equal list
 * @param remarks what it says about itself
 */
public record Profile(ProfileKind kind, Instant start, Duration duration, long period, List<Sample> samples,
		List<Remark> remarks) {

	public Profile {
		samples = List.copyOf(samples);
		remarks = List.copyOf(remarks);
	}

	/**
	 * What this profile says about itself.
	 * @return sentences for whoever reads it
	 */
	public List<String> comments() {
		return this.remarks.stream().flatMap((remark) -> remark.sentence().stream()).toList();
	}

	/**
	 * How many samples were taken of which nothing is known.
	 * @return the sum of their first value
	 */
	public long lostSamples() {
		return this.samples.stream()
			.filter((sample) -> sample.stack().contains(Frame.LOST))
			.mapToLong((sample) -> sample.values().get(0))
			.sum();
	}

	/**
	 * This profile with one more comment.
	 * @param comment a sentence for whoever reads the profile
	 * @return the new profile
	 */
	public Profile withComment(String comment) {
		return withComments(List.of(comment));
	}

	/**
	 * This profile with more comments.
	 * @param comments sentences for whoever reads the profile
	 * @return the new profile
	 */
	public Profile withComments(List<String> comments) {
		List<Remark> all = new ArrayList<>(this.remarks);
		comments.forEach((comment) -> all.add(Remark.of(comment)));
		return new Profile(this.kind, this.start, this.duration, this.period, this.samples, all);
	}

	/**
	 * This profile without the labels that are texts, and without the numbers of threads,
	 * which go with their names; samples that differed in nothing else are one.
	 * @return the new profile
	 */
	public Profile withoutTextsAndThreads() {
		ProfileBuilder builder = new ProfileBuilder(this.kind, this.period);
		this.remarks.forEach(builder::remark);
		Map<Labels, Labels> without = new HashMap<>(); // samples share theirs
		for (Sample sample : this.samples) {
			Labels labels = without.computeIfAbsent(sample.labels(), Labels::withoutTextsAndThreads);
			builder.add(new SampleKey(sample.key().stack(), labels), sample.values());
		}
		return builder.build(this.start, this.duration);
	}

	/**
	 * This profile with its largest samples, and all others summed in one frame; a
	 * comment says so. A sample is as large as its largest share in a value type: what
	 * has allocated most is kept, even if nothing of it is in use.
	 * @param count how many samples are kept
	 * @param rest the frame of all others
	 * @return the new profile
	 */
	public Profile largest(int count, Frame rest) {
		ProfileBuilder builder = new ProfileBuilder(this.kind, this.period);
		this.remarks.forEach(builder::remark);
		builder.comment("%d of %d stacks are in the frame %s".formatted(this.samples.size() - count,
				this.samples.size(), rest.name()));
		SampleKey all = new SampleKey(Stack.of(rest), Labels.EMPTY);
		List<Sample> ranked = ranked();
		for (int i = 0; i < ranked.size(); i++) {
			Sample sample = ranked.get(i);
			builder.add((i < count) ? sample.key() : all, sample.values());
		}
		return builder.build(this.start, this.duration);
	}

	private List<Sample> ranked() {
		double[] totals = new double[this.kind.sampleTypes().size()];
		for (Sample sample : this.samples) {
			for (int i = 0; i < totals.length; i++) {
				totals[i] += Math.abs((double) sample.values().get(i));
			}
		}
		return this.samples.stream()
			.sorted(Comparator.comparingDouble((Sample sample) -> -share(sample, totals)))
			.toList();
	}

	private static double share(Sample sample, double[] totals) {
		double largest = 0;
		for (int i = 0; i < totals.length; i++) {
			largest = Math.max(largest, (totals[i] > 0) ? Math.abs(sample.values().get(i)) / totals[i] : 0);
		}
		return largest;
	}

	/**
	 * The part of this profile that some threads have.
	 * @param part what their names contain, in the label {@code thread}
	 * @return the new profile, which says so if there is none
	 */
	public Profile withThreads(String part) {
		ProfileBuilder builder = new ProfileBuilder(this.kind, this.period);
		this.remarks.forEach(builder::remark);
		this.samples.stream()
			.filter((sample) -> sample.labels().threadContains(part))
			.forEach((sample) -> builder.add(sample.key(), sample.values()));
		Profile profile = builder.build(this.start, this.duration);
		return profile.samples().isEmpty() ? profile.withComment("The name of no thread contains what was asked for")
				: profile;
	}

	/**
	 * What happened since an earlier profile: counters are subtracted, and never less
	 * than zero; levels are as they are in this one. Samples of which nothing is left are
	 * gone.
	 * @param earlier a profile of the same kind and source
	 * @param elapsed the time between the two
	 * @return the difference, taken when this profile was
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

	private List<Long> difference(List<Long> now, List<Long> before) {
		List<Long> values = new ArrayList<>(now);
		for (int i = 0; i < before.size(); i++) {
			if (this.kind.sampleTypes().get(i).counter()) {
				values.set(i, Math.max(0, now.get(i) - before.get(i)));
			}
		}
		return values;
	}

}
