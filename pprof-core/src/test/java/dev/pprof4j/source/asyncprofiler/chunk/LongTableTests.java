package dev.pprof4j.source.asyncprofiler.chunk;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LongTable}.
 */
class LongTableTests {

	private final LongTable table = new LongTable();

	/** Beyond the initial capacity. */
	@Test
	void numbersShouldBeFoundByTheirKeys() {
		Random random = new Random(1);
		Map<Long, Long> truth = new TreeMap<>();
		for (int i = 0; i < 100_000; i++) {
			long key = random.nextBoolean() ? random.nextInt(10_000) : random.nextLong();
			long value = 1L + random.nextInt(3);
			if (random.nextBoolean()) {
				truth.merge(key, value, Long::sum);
				this.table.add(key, value);
			}
			else {
				truth.put(key, value);
				this.table.put(key, value);
			}
		}
		truth.forEach((key, value) -> assertThat(this.table.get(key)).isEqualTo(value));
		assertThat(this.table.sortedKeys()).containsExactly(truth.keySet().toArray(Long[]::new));
	}

	@Test
	void anyKeyShouldDo() {
		long[] keys = { Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE };
		for (long key : keys) {
			assertThat(this.table.get(key)).isZero();
			this.table.put(key, 7);
			assertThat(this.table.get(key)).isEqualTo(7);
		}
		assertThat(this.table.sortedKeys()).containsExactly(keys);
	}

	@Test
	void whatIsNotThereShouldBeZero() {
		this.table.put(1, 5);
		assertThat(this.table.get(2)).isZero();
		assertThat(this.table.sortedKeys()).containsExactly(1);
	}

}
