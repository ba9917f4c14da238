package dev.pprof4j.source.asyncprofiler;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleCounts}.
 */
class SampleCountsTests {

	private final SampleCounts counts = new SampleCounts();

	/** Beyond the initial capacity. */
	@Test
	void samplesShouldBeToldApartByStackAndThread() throws IOException {
		Random random = new Random(1);
		Map<List<Integer>, Long> truth = new HashMap<>();
		for (int i = 0; i < 100_000; i++) {
			int stack = random.nextInt(200);
			int thread = random.nextInt(100);
			long count = 1L + random.nextInt(3);
			truth.merge(List.of(stack, thread), count, Long::sum);
			this.counts.add(stack, thread, count);
		}
		assertThat(reported()).isEqualTo(truth);
	}

	@Test
	void samplesShouldBeSummedByThread() {
		this.counts.add(1, -1, 2);
		this.counts.add(2, -1, 3);
		this.counts.add(2, 7, 4);
		Map<Integer, Long> reported = new HashMap<>();
		this.counts.forEachThread((thread, count) -> assertThat(reported.put(thread, count)).isNull());
		assertThat(reported).isEqualTo(Map.of(-1, 5L, 7, 4L));
	}

	@Test
	void samplesOfAStackShouldBeToldOneAfterTheOther() throws IOException {
		for (int i = 0; i < 1000; i++) {
			this.counts.add(i % 7, i, 1);
		}
		List<Integer> stacks = new ArrayList<>();
		this.counts.forEach((stack, thread, count) -> stacks.add(stack));
		assertThat(stacks).hasSize(1000).isSorted();
	}

	@Test
	void anyIdentifierShouldDo() throws IOException {
		List<Integer> identifiers = List.of(0, -1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE);
		Map<List<Integer>, Long> truth = new HashMap<>();
		for (int stack : identifiers) {
			for (int thread : identifiers) {
				this.counts.add(stack, thread, 1L + truth.size());
				truth.put(List.of(stack, thread), 1L + truth.size());
			}
		}
		assertThat(reported()).isEqualTo(truth);
	}

	@Test
	void noSamplesShouldBeNone() throws IOException {
		this.counts.add(1, 1, 0);
		assertThat(reported()).isEmpty();
	}

	private Map<List<Integer>, Long> reported() throws IOException {
		Map<List<Integer>, Long> reported = new HashMap<>();
		this.counts.forEach((stack, thread, count) -> assertThat(reported.put(List.of(stack, thread), count)).isNull());
		return reported;
	}

}
