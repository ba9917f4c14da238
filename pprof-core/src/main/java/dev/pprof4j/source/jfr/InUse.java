package dev.pprof4j.source.jfr;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.pprof4j.profile.Frame;
import dev.pprof4j.profile.Label;
import dev.pprof4j.profile.LabelKeys;
import dev.pprof4j.profile.Labels;
import dev.pprof4j.profile.ProfileBuilder;

/**
 * Estimates what is in use by stack. The objects of a class, as counted by the histogram,
 * are divided among the stacks of the sampled objects of that class, in proportion to the
 * samples from each. The total of each class is exact; the shares are as accurate as a
 * few hundred samples.
 *
 * @param histogram the objects on the heap
 * @param samples some of them, with their stacks
 */
record InUse(ClassHistogram histogram, List<OldObject> samples) {

	private static final List<Frame> NO_SAMPLE = List.of(Frame.ofMissing("no sample of this class"));

	void addTo(ProfileBuilder builder) {
		Map<String, List<OldObject>> byClass = this.samples.stream()
			.collect(Collectors.groupingBy(OldObject::className));
		this.histogram.classes().forEach((className, usage) -> {
			Labels labels = Labels.of(Label.of(LabelKeys.CLASS, className));
			List<OldObject> sampled = byClass.get(className);
			if (sampled == null) {
				builder.add(NO_SAMPLE, labels, 0, 0, usage.objects(), usage.bytes());
				return;
			}
			for (int i = 0; i < sampled.size(); i++) {
				builder.add(sampled.get(i).stack(), labels, 0, 0, part(usage.objects(), i, sampled.size()),
						part(usage.bytes(), i, sampled.size()));
			}
		});
	}

	/** One of a number of equal parts, which add up to the whole. */
	private static long part(long whole, int index, int parts) {
		return whole / parts + ((index < whole % parts) ? 1 : 0);
	}

}
