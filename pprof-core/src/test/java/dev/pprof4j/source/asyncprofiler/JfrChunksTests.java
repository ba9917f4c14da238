package dev.pprof4j.source.asyncprofiler;

import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JfrChunks}.
 */
class JfrChunksTests {

	private static final int MAGIC = 0x464c5200;

	@Test
	void chunksThatFillTheBytesShouldBeWhole() {
		ByteBuffer bytes = ByteBuffer.allocate(100);
		chunk(bytes, 0, MAGIC, 60);
		chunk(bytes, 60, MAGIC, 40);
		assertThat(JfrChunks.length(bytes, 0)).isEqualTo(60);
		assertThat(JfrChunks.length(bytes, 60)).isEqualTo(40);
		assertThat(JfrChunks.areWhole(bytes)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(longs = { 39, 41, JfrChunks.UNFINISHED, Long.MAX_VALUE, 15, 0, -1, Long.MIN_VALUE })
	void aLastChunkOfAnotherLengthShouldNotBeWhole(long length) {
		ByteBuffer bytes = ByteBuffer.allocate(100);
		chunk(bytes, 0, MAGIC, 60);
		chunk(bytes, 60, MAGIC, length);
		assertThat(JfrChunks.areWhole(bytes)).isFalse();
	}

	@Test
	void whatIsNoChunkShouldHaveNoLength() {
		ByteBuffer bytes = ByteBuffer.allocate(40);
		chunk(bytes, 0, MAGIC + 1, 40);
		assertThat(JfrChunks.length(bytes, 0)).isEqualTo(JfrChunks.NONE);
		chunk(bytes, 0, MAGIC, JfrChunks.HEADER_BYTES - 1);
		assertThat(JfrChunks.length(bytes, 0)).isEqualTo(JfrChunks.NONE);
		assertThat(JfrChunks.areWhole(bytes)).isFalse();
	}

	private static void chunk(ByteBuffer bytes, int offset, int magic, long length) {
		bytes.putInt(offset, magic).putLong(offset + 8, length);
	}

}
