package dev.pprof4j.source.heap;

import java.util.List;
import java.util.Optional;

import dev.pprof4j.profile.Remark;
import dev.pprof4j.source.SampleWeights;

/**
 * How many of the objects that the JVM has sampled were followed up, where not all were.
 *
 * @param weights what was followed up
 * @param when the period in which that was, in words
 */
record FollowUp(SampleWeights weights, String when) implements Remark {

	static FollowUp sinceTheStart(SampleWeights weights) {
		return new FollowUp(weights, "since it was started");
	}

	@Override
	public Optional<String> sentence() {
		if (this.weights.areOnes()) {
			return Optional.empty();
		}
		return Optional.of(("To save CPU time, the heap sampler has followed up %s of the %s objects that the JVM has "
				+ "sampled %s; they also stand for the others, and are as exact as %s samples")
			.formatted(this.weights.samples(), this.weights.sum(), this.when, this.weights.effective()));
	}

	@Override
	public Remark since(List<Remark> earlier) {
		return earlier.stream()
			.filter(FollowUp.class::isInstance)
			.map(FollowUp.class::cast)
			.map((before) -> new FollowUp(this.weights.since(before.weights), "in this time"))
			.findFirst()
			.orElse(this);
	}

}
