package dev.pprof4j.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Profile}: differences, and labels that are left out.
 */
class ProfileTests {

	private static final List<Frame> STACK = List.of(Frame.ofMissing("here"));

	private static final List<Frame> OTHER = List.of(Frame.ofMissing("there"));

	@Test
	void sinceShouldSubtractCountersAndKeepLevels() {
		Profile before = heap(Instant.EPOCH, sample(STACK, 10, 1000, 9, 900), sample(OTHER, 1, 10, 1, 10));
		Profile after = heap(Instant.EPOCH.plusSeconds(60), sample(STACK, 15, 1500, 3, 300),
				sample(OTHER, 1, 10, 0, 0));
		Profile difference = after.since(before, Duration.ofSeconds(60));
		assertThat(difference.samples()).singleElement().satisfies((sample) -> {
			assertThat(sample.stack()).isEqualTo(STACK);
			assertThat(sample.values()).containsExactly(5L, 500L, 3L, 300L);
		});
		assertThat(difference.start()).isEqualTo(Instant.EPOCH.plusSeconds(60));
		assertThat(difference.duration()).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void sinceShouldNeverBeNegativeAndShowWhatIsNew() {
		Profile before = heap(Instant.EPOCH, sample(STACK, 10, 1000, 9, 900));
		Profile after = heap(Instant.EPOCH, sample(STACK, 5, 500, 9, 900), sample(OTHER, 1, 10, 0, 0));
		assertThat(after.since(before, Duration.ofSeconds(1)).samples()).extracting(Sample::values)
			.containsExactly(List.of(0L, 0L, 9L, 900L), List.of(1L, 10L, 0L, 0L));
	}

	@Test
	void withoutTextsAndThreadsShouldMergeWhatDiffersInNothingElse() {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.ALLOCS, 1);
		for (String name : List.of("A", "B")) {
			builder.add(STACK, Labels.of(Label.of("class", name), Label.of("bytes", 16, "bytes")), 1, 16, 0, 0);
		}
		builder.comment("kept");
		Profile profile = builder.build(Instant.EPOCH, Duration.ZERO).withoutTextsAndThreads();
		assertThat(profile.comments()).containsExactly("kept");
		assertThat(profile.samples()).singleElement().satisfies((sample) -> {
			assertThat(sample.labels().all()).containsExactly(Label.of("bytes", 16, "bytes"));
			assertThat(sample.values()).containsExactly(2L, 32L, 0L, 0L);
		});
	}

	@Test
	void withoutTextsAndThreadsShouldNotTellThreadsApart() {
		ProfileBuilder builder = new ProfileBuilder(ProfileKind.CPU, 1);
		for (int id = 1; id <= 2; id++) {
			builder.add(STACK, Labels.of(Label.of("thread", "exec-" + id), Label.of("thread_id", id, "")), 1, 10);
		}
		Profile profile = builder.build(Instant.EPOCH, Duration.ZERO).withoutTextsAndThreads();
		assertThat(profile.samples()).singleElement().satisfies((sample) -> {
			assertThat(sample.labels()).isEqualTo(Labels.EMPTY);
			assertThat(sample.values()).containsExactly(2L, 20L);
		});
	}

	@Test
	void labelsWithoutATextShouldNotExist() {
		Label number = Label.of("number", 0, "");
		assertThat(Labels.of(Label.of("text", ""), number)).isEqualTo(Labels.of(number));
		assertThat(Labels.of(Label.of("text", ""))).isEqualTo(Labels.EMPTY);
		assertThat(Labels.ofThread("", 0)).isEqualTo(Labels.EMPTY);
	}

	@Test
	void samplesShouldBeInTheOrderOfTheDefaultValue() {
		ProfileBuilder allocs = new ProfileBuilder(ProfileKind.ALLOCS, 1);
		allocs.add(STACK, Labels.EMPTY, 1, 10, 1, 10);
		allocs.add(OTHER, Labels.EMPTY, 2, 20, 0, 0);
		assertThat(allocs.build(Instant.EPOCH, Duration.ZERO).samples()).extracting(Sample::stack)
			.containsExactly(OTHER, STACK);
	}

	@Test
	void copiesShouldGoTheirOwnWay() {
		ProfileBuilder first = new ProfileBuilder(ProfileKind.ALLOCS, 1);
		first.add(STACK, Labels.EMPTY, 1, 10, 1, 10);
		ProfileBuilder second = first.copy();
		first.add(STACK, Labels.EMPTY, 1, 10, 1, 10);
		second.add(OTHER, Labels.EMPTY, 3, 30, 0, 0);
		assertThat(first.build(Instant.EPOCH, Duration.ZERO).samples()).containsExactly(sample(STACK, 2, 20, 2, 20));
		assertThat(second.build(Instant.EPOCH, Duration.ZERO).samples()).containsExactly(sample(OTHER, 3, 30, 0, 0),
				sample(STACK, 1, 10, 1, 10));
	}

	private static Profile heap(Instant at, Sample... samples) {
		return new Profile(ProfileKind.HEAP, at, Duration.ZERO, 1, List.of(samples), List.of());
	}

	private static Sample sample(List<Frame> stack, long... values) {
		return new Sample(new SampleKey(Stack.of(stack), Labels.EMPTY),
				List.of(values[0], values[1], values[2], values[3]));
	}

}
