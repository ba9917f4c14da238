package dev.pprof4j.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.pprof4j.label.ProfilingLabels;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ProfileBuilder}: stacks that are added more than once.
 */
class ProfileBuilderTests {

	private static final Frame HERE = Frame.ofMissing("here");

	private static final Frame THERE = Frame.ofMissing("there");

	private static final Frame REST = Frame.ofMissing("rest");

	private static final Labels ONE = Labels.of(Label.of("thread", "one"));

	private static final Labels TWO = Labels.of(Label.of("thread", "two"));

	private final ProfileBuilder builder = new ProfileBuilder(ProfileKind.CPU, 1);

	/** Stacks to add repeatedly; an immutable object is looked up only once. */
	static Stream<List<Frame>> stacks() {
		return Stream.of(List.of(HERE, THERE), Stack.of(List.of(HERE, THERE)));
	}

	@ParameterizedTest
	@MethodSource("stacks")
	void theSameStackShouldBeOneSampleForEachSetOfLabels(List<Frame> stack) {
		this.builder.add(stack, ONE, 1, 10);
		this.builder.add(stack, TWO, 1, 20);
		this.builder.add(List.of(HERE, THERE), ONE, 1, 30);
		this.builder.add(stack, ONE, 1, 40);
		assertThat(samples(this.builder)).containsExactlyInAnyOrder(sample(stack, ONE, 3, 80),
				sample(stack, TWO, 1, 20));
	}

	@Test
	void profilesThatAreAddedShouldShareTheirFrames() {
		for (Frame caller : List.of(HERE, THERE)) {
			ProfileBuilder one = new ProfileBuilder(ProfileKind.CPU, 1);
			one.add(List.of(Frame.ofMissing("leaf"), caller), ONE, 1, 10);
			this.builder.add(one.build(Instant.EPOCH, Duration.ZERO));
		}
		List<Sample> samples = this.builder.build(Instant.EPOCH, Duration.ZERO).samples();
		assertThat(samples).hasSize(2);
		assertThat(samples.get(0).stack().get(0)).isSameAs(samples.get(1).stack().get(0));
	}

	@Test
	void aStackThatHasChangedShouldBeAnother() {
		List<Frame> stack = new ArrayList<>(List.of(HERE));
		this.builder.add(stack, ONE, 1, 10);
		stack.add(THERE);
		this.builder.add(stack, ONE, 1, 20);
		assertThat(samples(this.builder)).containsExactlyInAnyOrder(sample(List.of(HERE), ONE, 1, 10),
				sample(List.of(HERE, THERE), ONE, 1, 20));
	}

	@Test
	void labelsOnAStackShouldBeReadEachTime() {
		List<Frame> seen = new ArrayList<>();
		ProfilingLabels.of("tenant", "acme").run(() -> seen.addAll(frames()));
		List<Frame> stack = Stack.of(seen);
		this.builder.add(stack, ONE, 1, 10);
		this.builder.add(stack, TWO, 1, 20);
		assertThat(samples(this.builder)).extracting(Sample::labels)
			.containsExactlyInAnyOrder(ONE.and(Map.of("tenant", "acme")), TWO.and(Map.of("tenant", "acme")));
	}

	private static List<Frame> frames() {
		return Arrays.stream(new Throwable().getStackTrace())
			.map((frame) -> Frame.ofJava(frame.getClassName(), frame.getMethodName(), "", "", frame.getLineNumber()))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("stacks")
	void whatDoesNotFitShouldBeSummedWhateverItsStack(List<Frame> stack) {
		ProfileBuilder small = new ProfileBuilder(ProfileKind.CPU, 1, 1, REST);
		small.add(stack, ONE, 1, 10);
		small.add(stack, TWO, 1, 20);
		small.add(List.of(THERE), ONE, 1, 30);
		small.add(stack, ONE, 1, 40);
		assertThat(samples(small)).containsExactlyInAnyOrder(sample(stack, ONE, 2, 50),
				sample(List.of(REST), Labels.EMPTY, 2, 50));
	}

	@ParameterizedTest
	@MethodSource("stacks")
	void thereShouldBeAValueForEachType(List<Frame> stack) {
		this.builder.add(stack, ONE, 1, 10);
		assertThatIllegalArgumentException().isThrownBy(() -> this.builder.add(stack, TWO, 1));
	}

	@Test
	void manyLabelsShouldBeToldApart() {
		for (int round = 0; round < 2; round++) {
			for (int i = 0; i < 100; i++) {
				this.builder.add(List.of(HERE), thread(i), 1, i);
			}
		}
		this.builder.scale(1, (labels) -> labels.equals(thread(50)) ? 2 : 1);
		ProfileBuilder copy = this.builder.copy();
		this.builder.add(List.of(HERE), thread(0), 1, 0);
		assertThat(copy.size()).isEqualTo(100);
		assertThat(samples(copy)).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100)
			.mapToObj((i) -> sample(List.of(HERE), thread(i), 2, (i == 50) ? 4 * i : 2 * i))
			.toList());
	}

	private static Labels thread(int number) {
		return Labels.of(Label.of("thread", "t" + number));
	}

	/** The largest stack first, and within a stack the largest sample. */
	@RepeatedTest(5)
	void orderShouldNotDependOnThatOfAdding() {
		List<Sample> expected = List.of(sample(List.of(THERE), TWO, 1, 40), sample(List.of(THERE), ONE, 1, 30),
				sample(List.of(HERE), Labels.EMPTY, 1, 50), sample(List.of(REST), ONE, 1, 5),
				sample(List.of(REST), TWO, 1, 5));
		List<Sample> shuffled = new ArrayList<>(expected);
		Collections.shuffle(shuffled);
		shuffled.forEach((sample) -> this.builder.add(sample.key(), sample.values()));
		assertThat(samples(this.builder)).as("%s", shuffled).isEqualTo(expected);
	}

	@Test
	void tiesOfStacksShouldNotBeLeftToChance() {
		List<Frame> frames = IntStream.range(0, 50).mapToObj((i) -> Frame.ofMissing("frame " + i)).toList();
		ProfileBuilder other = new ProfileBuilder(ProfileKind.CPU, 1);
		for (int i = 0; i < 50; i++) {
			this.builder.add(List.of(HERE, frames.get(i)), ONE, 1, 1);
			this.builder.add(List.of(frames.get(i)), ONE, 1, 1);
			other.add(List.of(frames.get(49 - i)), ONE, 1, 1);
			other.add(List.of(HERE, frames.get(49 - i)), ONE, 1, 1);
		}
		assertThat(samples(other)).hasSize(100).isEqualTo(samples(this.builder));
	}

	private static List<Sample> samples(ProfileBuilder builder) {
		return builder.build(Instant.EPOCH, Duration.ZERO).samples();
	}

	private static Sample sample(List<Frame> stack, Labels labels, long... values) {
		return new Sample(new SampleKey(Stack.of(stack), labels), Arrays.stream(values).boxed().toList());
	}

}
