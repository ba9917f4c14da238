package dev.pprof4j.source.heap;

import java.util.List;

import dev.pprof4j.profile.Remark;
import dev.pprof4j.source.SampleWeights;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FollowUp}.
 */
class FollowUpTests {

	@Test
	void aWindowShouldTellWhatWasFollowedUpInIt() {
		// 100 samples that stand for themselves, then 50 for 2 and 25 for 8 each.
		FollowUp before = FollowUp.sinceTheStart(new SampleWeights(100, 100, 100));
		FollowUp after = FollowUp.sinceTheStart(new SampleWeights(400, 175, 100 + 50 * 4 + 25 * 64));
		assertThat(before.sentence()).isEmpty();
		assertThat(after.sentence()).hasValueSatisfying((sentence) -> assertThat(sentence)
			.contains("followed up 175 of the 400 objects that the JVM has sampled since it was started;")
			.endsWith("as exact as 84 samples")); // 400² / 1900
		assertThat(after.since(List.of(Remark.of("other"), before)).sentence())
			.hasValueSatisfying((sentence) -> assertThat(sentence)
				.contains("followed up 75 of the 300 objects that the JVM has sampled in this time;")
				.endsWith("as exact as 50 samples")); // 300² / 1800
		assertThat(after.since(List.of(after)).sentence()).isEmpty();
	}

	@Test
	void chanceShouldNotMakeItMoreExactThanThereAreSamples() {
		assertThat(new SampleWeights(15, 1, 64).effective()).isEqualTo(1);
		assertThat(FollowUp.sinceTheStart(new SampleWeights(5, 0, 0)).sentence())
			.hasValueSatisfying((sentence) -> assertThat(sentence).contains("followed up 0 of the 5 objects")
				.endsWith("as exact as 0 samples"));
	}

}
