package dev.pprof4j.encode;

import java.util.Comparator;
import java.util.List;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.Sample;

/**
 * Writes profiles that count one thing, such as goroutine, as Go does: the largest count
 * first.
 */
final class CountText {

	private static final Comparator<Sample> LARGEST_FIRST = Comparator.comparingLong(CountText::count).reversed();

	private CountText() {
	}

	static void write(Profile profile, TextLines text) {
		List<Sample> samples = profile.samples().stream().sorted(LARGEST_FIRST).toList();
		text.append(profile.kind().path()).append(" profile: total ");
		text.append(samples.stream().mapToLong(CountText::count).sum()).append('\n');
		text.comments(profile.comments());
		for (Sample sample : samples) {
			text.append(count(sample));
			text.stack(sample.stack(), sample.labels());
		}
	}

	private static long count(Sample sample) {
		return sample.values().get(0);
	}

}
