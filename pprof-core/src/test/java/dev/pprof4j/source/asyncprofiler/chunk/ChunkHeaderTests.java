package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ChunkHeader}.
 */
class ChunkHeaderTests {

	private static final int MAGIC = 0x464c5200;

	private final ByteBuffer bytes = ByteBuffer.allocate(200);

	@TempDir
	Path tempDir;

	@Test
	void chunksShouldFollowEachOther() throws IOException {
		chunk(0, MAGIC, 80);
		chunk(80, MAGIC, 120);
		try (RandomAccessFile file = file()) {
			assertThat(ChunkHeader.length(file, 0)).isEqualTo(80);
			assertThat(ChunkHeader.length(file, 80)).isEqualTo(120);
			assertThatExceptionOfType(EOFException.class).isThrownBy(() -> ChunkHeader.length(file, 200))
				.withMessage("it ends early, as on a full disk");
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 67, 16, 0, -1, Long.MIN_VALUE })
	void whatIsTooShortShouldBeNoChunk(long length) throws IOException {
		chunk(0, MAGIC, length);
		assertThatNothingIsThere();
	}

	@Test
	void whatBeginsOtherwiseShouldBeNoChunk() throws IOException {
		chunk(0, MAGIC + 1, 100);
		assertThatNothingIsThere();
	}

	private void assertThatNothingIsThere() throws IOException {
		try (RandomAccessFile file = file()) {
			assertThatIOException().isThrownBy(() -> ChunkHeader.length(file, 0))
				.withMessage("it is no recording, as on a full disk");
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 201, ChunkHeader.UNFINISHED, Long.MAX_VALUE })
	void aChunkThatIsLongerThanItsFileShouldFail(long length) throws IOException {
		chunk(0, MAGIC, length);
		try (RandomAccessFile file = file()) {
			assertThat(ChunkHeader.length(file, 0)).isEqualTo(length);
			assertThatIOException().isThrownBy(() -> new Chunk(file, 0, 200))
				.withMessage("it ends in the middle, as on a full disk");
		}
	}

	@Test
	void timeShouldBeThatOfItsClock() {
		ChunkHeader header = new ChunkHeader(100, 1000, 0, 0, 1_700_000_000_000_000_000L, 5_000, 7_000, 2_000_000_000);
		assertThat(header.end()).isEqualTo(1_100);
		assertThat(header.endNanos()).isEqualTo(1_700_000_000_000_005_000L);
		assertThat(header.nanos(7_000)).isEqualTo(1_700_000_000_000_000_000L);
		assertThat(header.nanos(9_000)).isEqualTo(1_700_000_000_000_001_000L);
		assertThat(header.nanos(5_000)).isEqualTo(1_699_999_999_999_999_000L);
	}

	private void chunk(int begin, int magic, long length) {
		this.bytes.putInt(begin, magic).putLong(begin + 8, length);
	}

	private RandomAccessFile file() throws IOException {
		Path path = this.tempDir.resolve("chunks");
		Files.write(path, this.bytes.array());
		return new RandomAccessFile(path.toFile(), "r");
	}

}
