package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Input}.
 */
class InputTests {

	@TempDir
	Path tempDir;

	/**
	 * Encoded by hand: seven bits a byte, the lowest first, and all eight of the ninth.
	 */
	@ParameterizedTest
	@CsvSource({ "00, 0", "01, 1", "7f, 127", "8001, 128", "ff7f, 16383", "808001, 16384", "ffffffff07, 2147483647",
			"8080808008, 2147483648", "ffffffffffffffff7f, 9223372036854775807", "ffffffffffffffffff, -1",
			"808080808080808080, -9223372036854775808", "8180808000, 1" })
	void numbersShouldBeRead(String bytes, long number) throws IOException {
		try (RandomAccessFile file = file(bytes(bytes + "2a"))) {
			Input input = new Input(file, 0, file.length());
			assertThat(input.readNumber()).isEqualTo(number);
			assertThat(input.readByte()).isEqualTo((byte) 42);
		}
	}

	@ParameterizedTest
	@CsvSource({ "00,", "01, ''", "0205,", "0302c3a9, é", "0501e9, é", "0402e901a90d, éک", "0300, ''" })
	void textsShouldBeRead(String bytes, String text) throws IOException {
		try (RandomAccessFile file = file(bytes(bytes + "2a"))) {
			Input input = new Input(file, 0, file.length());
			assertThat(input.readText()).isEqualTo(text);
			assertThat(input.readByte()).isEqualTo((byte) 42);
		}
	}

	@ParameterizedTest
	@CsvSource({ "00", "01", "0205", "0302c3a9", "0501e9", "0402e901a90d", "0300" })
	void textsShouldBeSkipped(String bytes) throws IOException {
		try (RandomAccessFile file = file(bytes(bytes + "2a"))) {
			Input input = new Input(file, 0, file.length());
			input.skipText();
			assertThat(input.readByte()).isEqualTo((byte) 42);
		}
	}

	/** The last of nine bytes may have any value. */
	@Test
	void numbersShouldBeSkipped() throws IOException {
		try (RandomAccessFile file = file(bytes("01" + "8001" + "ffffffffffffffffff" + "808080808080808001" + "2a"))) {
			Input input = new Input(file, 0, file.length());
			input.skipNumbers(4);
			assertThat(input.readByte()).isEqualTo((byte) 42);
		}
	}

	@ParameterizedTest
	@CsvSource({ "06, no text is encoded as 6", "ff, no text is encoded as -1",
			"0305, there is no room for 5 of anything", "03ffffffff0f, there is no room for 4294967295 of anything",
			"03ffffffffffffffffff, there is no room for -1 of anything" })
	void whatIsNoTextShouldFail(String bytes, String message) throws IOException {
		try (RandomAccessFile file = file(bytes(bytes))) {
			assertThatIOException().isThrownBy(() -> new Input(file, 0, file.length()).readText())
				.withMessage("it is damaged: " + message);
			assertThatIOException().isThrownBy(() -> new Input(file, 0, file.length()).skipText())
				.withMessage("it is damaged: " + message);
		}
	}

	@Test
	void noTextShouldTakeAllMemory() throws IOException {
		byte[] bytes = Arrays.copyOf(bytes("0380808001"), 3_000_000);
		try (RandomAccessFile file = file(bytes)) {
			assertThatIOException().isThrownBy(() -> new Input(file, 0, file.length()).readText())
				.withMessage("it is damaged: no text is as long as 2097152");
		}
	}

	@Test
	void nothingShouldBeReadBeyondTheEnd() throws IOException {
		try (RandomAccessFile file = file(new byte[100])) {
			Input input = new Input(file, 10, 12);
			input.readByte();
			input.readByte();
			assertThatExceptionOfType(ChunkException.class).isThrownBy(input::readByte)
				.withMessage("it is damaged: it continues past its end");
		}
	}

	@Test
	void aFileThatEndsEarlyShouldBeToldApart() throws IOException {
		try (RandomAccessFile file = file(new byte[10])) {
			Input input = new Input(file, 10, 12);
			assertThatExceptionOfType(EOFException.class).isThrownBy(input::readByte)
				.withMessage("it ends early, as on a full disk");
		}
	}

	@Test
	void anyPositionShouldBeReadFrom() throws IOException {
		byte[] bytes = new byte[100_000];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) ((i * 31) >> 3);
		}
		try (RandomAccessFile file = file(bytes)) {
			Input input = new Input(file, 50_000);
			assertThat(input.readByte()).isEqualTo(bytes[50_000]);
			for (int position : new int[] { 0, 8_191, 8_192, 99_999, 50_001, 49_999, 50_000, 58_191, 58_192, 3 }) {
				input.position(position);
				assertThat(input.position()).isEqualTo(position);
				assertThat(input.readByte()).as("at %d", position).isEqualTo(bytes[position]);
				assertThat(input.position()).isEqualTo(position + 1);
			}
			input.position(0);
			for (byte expected : bytes) {
				assertThat(input.readByte()).isEqualTo(expected);
			}
			assertThatExceptionOfType(EOFException.class).isThrownBy(input::readByte);
			input.position(90_000);
			input.skip(-80_000);
			assertThat(input.readByte()).isEqualTo(bytes[10_000]);
			assertThat(input.readWhole(4)).isEqualTo(ByteBuffer.wrap(bytes).getInt(10_001) & 0xffff_ffffL);
		}
	}

	@Test
	void itShouldNotMindAnInterruption() throws IOException {
		try (RandomAccessFile file = file("any".getBytes(StandardCharsets.US_ASCII))) {
			Thread.currentThread().interrupt();
			assertThat(new Input(file, 1).readByte()).isEqualTo((byte) 'n');
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	private RandomAccessFile file(byte[] bytes) throws IOException {
		Path path = this.tempDir.resolve("input");
		Files.write(path, bytes);
		return new RandomAccessFile(path.toFile(), "r");
	}

	private static byte[] bytes(String hexadecimal) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 0; i < hexadecimal.length(); i += 2) {
			bytes.write(Integer.parseInt(hexadecimal.substring(i, i + 2), 16));
		}
		return bytes.toByteArray();
	}

}
