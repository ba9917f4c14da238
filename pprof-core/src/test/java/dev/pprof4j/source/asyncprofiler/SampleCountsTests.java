package dev.pprof4j.source.asyncprofiler;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import one.jfr.event.ExecutionSample;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleCounts}.
 */
class SampleCountsTests {

	private static final Map<String, String> FIRST = Map.of("trace", "1");

	private static final Map<String, String> SECOND = Map.of("trace", "2");

	private final SampleCounts counts = new SampleCounts();

	@Test
	void samplesShouldBeToldApartByStackThreadStateAndSpans() {
		for (int i = 1; i <= 3; i++) {
			for (Map<String, String> spans : List.of(Map.<String, String>of(), FIRST, SECOND)) {
				for (int state = 0; state < 2; state++) {
					add(7, 1, state, i, spans);
					add(7, 2, state, 10 * i, spans);
					add(8, 1, state, 100 * i, spans);
				}
			}
		}
		assertThat(this.counts.all()).hasSize(18);
		assertThat(changesOfStack()).isEqualTo(1);
		assertThat(this.counts.all()).allSatisfy((count) -> assertThat(count.samples())
			.isEqualTo(6L * ((count.stackTraceId() == 8) ? 100 : (count.tid() == 2) ? 10 : 1)));
		assertThat(this.counts.all().stream().map((count) -> List.of(count.state(), count.spans())).distinct())
			.hasSize(6);
	}

	@Test
	void anyIdentifierShouldDo() {
		add(0, 0, 0, 1, Map.of());
		add(0, -1, 0, 2, Map.of());
		add(-1, 0, 0, 3, Map.of());
		add(-1, -1, 0, 4, Map.of());
		add(Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 5, Map.of());
		assertThat(this.counts.all()).extracting(SampleCounts.Count::samples)
			.containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
	}

	private long changesOfStack() {
		List<SampleCounts.Count> all = this.counts.all();
		return IntStream.range(1, all.size())
			.filter((i) -> all.get(i).stackTraceId() != all.get(i - 1).stackTraceId())
			.count();
	}

	private void add(int stack, int thread, int state, int samples, Map<String, String> spans) {
		this.counts.add(new ExecutionSample(0, thread, stack, state, samples), spans);
	}

}
