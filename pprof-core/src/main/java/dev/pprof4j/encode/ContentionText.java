package dev.pprof4j.encode;

import java.util.Comparator;
import java.util.List;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.profile.ProfileKind;
import dev.pprof4j.profile.Sample;

/**
 * Writes block and mutex profiles as Go does: the longest delay first. Go counts the
 * cycles of a clock; ours ticks once per nanosecond.
 */
final class ContentionText {

	private static final Comparator<Sample> LONGEST_FIRST = Comparator
		.comparingLong((Sample sample) -> sample.values().get(1))
		.reversed();

	private ContentionText() {
	}

	static void write(Profile profile, TextLines text) {
		List<Sample> samples = profile.samples().stream().sorted(LONGEST_FIRST).toList();
		boolean mutex = profile.kind() == ProfileKind.MUTEX;
		text.append(mutex ? "--- mutex:\n" : "--- contention:\n").append("cycles/second=1000000000\n");
		text.append(mutex ? "sampling period=1\n" : "");
		text.comments(profile.comments());
		for (Sample sample : samples) {
			text.append(sample.values().get(1)).append(" ").append(sample.values().get(0));
			text.stack(sample.stack(), sample.labels());
		}
	}

}
