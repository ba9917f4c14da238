package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Chunk}: handmade chunks, and what can be wrong with them.
 */
class ChunkFormatTests {

	/** Fields of the header, of eight bytes each, counted from the length. */
	private static final int LENGTH = 0;

	private static final int CONSTANT_POOL = 1;

	private static final int METADATA = 2;

	@TempDir
	Path tempDir;

	@Test
	void samplesShouldBeRead() throws IOException {
		assertThat(samples(ChunkBytes.whole())).containsExactly("1010 thread 11 state 0 stack 1 times 1",
				"1020 thread 12 state 0 stack 1 times 1", "1030 thread 13 state 0 stack 9 times 1",
				"1040 thread 11 state 1 stack 2 times 7", "1050 thread 11 state 0 stack 1 times 1");
	}

	@Test
	void whatSamplesReferToShouldBeRead() throws IOException {
		try (RandomAccessFile file = file(ChunkBytes.whole())) {
			Chunk chunk = new Chunk(file, 0, file.length());
			assertThat(chunk.end()).isEqualTo(file.length());
			assertThat(chunk.startNanos()).isEqualTo(ChunkBytes.START_NANOS);
			assertThat(chunk.endNanos()).isEqualTo(ChunkBytes.START_NANOS + 5_000);
			assertThat(chunk.nanos(ChunkBytes.START_TICKS + 40)).as("four nanoseconds each")
				.isEqualTo(ChunkBytes.START_NANOS + 160);
			assertThat(chunk.threadStates()).isEqualTo(Map.of(0, "STATE_DEFAULT", 1, "STATE_SLEEPING"));
			assertThat(chunk.thread(11)).isEqualTo(new ChunkThread("main", 1));
			assertThat(chunk.thread(12)).isEqualTo(new ChunkThread("native", 0));
			assertThat(chunk.thread(13)).isEqualTo(new ChunkThread("tid=13", 0));
			assertThat(chunk.method(1)).isEqualTo(new ChunkMethod("com/example/Work", "inner", "()V"));
			assertThat(chunk.method(2)).as("its class is not there").isEqualTo(new ChunkMethod("", "outer", "()V"));
			assertThat(chunk.method(3)).isNull();
		}
	}

	@Test
	void stacksShouldBeRead() throws IOException {
		try (RandomAccessFile file = file(ChunkBytes.whole())) {
			Chunk chunk = new Chunk(file, 0, file.length());
			StackTrace deep = new StackTrace();
			StackTrace shallow = new StackTrace();
			chunk.stack(ChunkBytes.DEEP, deep);
			chunk.stack(ChunkBytes.SHALLOW, shallow);
			assertThat(frames(deep)).hasSize(ChunkBytes.DEPTH).startsWith("1 2 1000", "2 2 1001").endsWith("2 2 1299");
			assertThat(frames(shallow)).containsExactly("1 0 10", "2 1 20");
			assertThat(shallow.inCommonWith(deep)).isZero();
			assertThat(deep.inCommonWith(deep)).isEqualTo(ChunkBytes.DEPTH);
			chunk.stack(ChunkBytes.MISSING, deep);
			assertThat(deep.depth()).isZero();
		}
	}

	@Test
	void metadataMayHaveMoreTextsThanTheChunkHasBytesBehindThem() throws IOException {
		assertThat(samples(ChunkBytes.ofManyTexts())).isEqualTo(samples(ChunkBytes.whole()));
	}

	@Test
	void chunksShouldFollowEachOther() throws IOException {
		byte[] chunk = ChunkBytes.whole();
		byte[] other = ChunkBytes.ofThread("boss");
		assertThat(other).hasSameSizeAs(chunk);
		try (RandomAccessFile file = file(join(chunk, other))) {
			assertThat(Chunk.lengthAt(file, 0)).isEqualTo(chunk.length);
			assertThat(Chunk.lengthAt(file, chunk.length)).isEqualTo(chunk.length);
			assertThat(new Chunk(file, 0, chunk.length).thread(11).name()).isEqualTo("main");
			assertThat(new Chunk(file, chunk.length, 2L * chunk.length).thread(11).name()).isEqualTo("boss");
			assertThatExceptionOfType(EOFException.class).isThrownBy(() -> Chunk.lengthAt(file, 2L * chunk.length))
				.withMessage("it ends early, as on a full disk");
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 67, 16, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE })
	void whatHasNoLengthShouldBeNoChunk(long length) throws IOException {
		byte[] chunk = with(LENGTH, length);
		assertThatReading(chunk).withMessage("it is not a recording, as on a full disk");
	}

	@Test
	void whatBeginsOtherwiseShouldBeNoChunk() throws IOException {
		byte[] chunk = ChunkBytes.whole();
		chunk[1]++;
		assertThatReading(chunk).withMessage("it is not a recording, as on a full disk");
	}

	@ParameterizedTest
	@ValueSource(longs = { Chunk.UNFINISHED, 1L << 40 })
	void aChunkThatIsLongerThanItsFileShouldFail(long length) throws IOException {
		byte[] chunk = with(LENGTH, length);
		try (RandomAccessFile file = file(chunk)) {
			assertThat(Chunk.lengthAt(file, 0)).isEqualTo(length);
		}
		assertThatReading(chunk).withMessage("it ends in the middle, as on a full disk");
	}

	@ParameterizedTest
	@CsvSource({ "1, 0", "1, 67", "1, -1", "1, 100000", "2, 0", "2, 100000" })
	void metadataAndPoolsShouldBeInTheChunk(int field, long position) throws IOException {
		assertThatReading(with(field, position))
			.withMessage("it is damaged: its metadata or constant pools are not in it");
	}

	@Test
	void metadataAndPoolsShouldBeWhereTheHeaderSays() throws IOException {
		byte[] chunk = ChunkBytes.whole();
		assertThatReading(with(CONSTANT_POOL, ChunkBytes.position(chunk, METADATA)))
			.withMessage("it is damaged: there should be a constant pool");
		assertThatReading(with(METADATA, ChunkBytes.position(chunk, CONSTANT_POOL)))
			.withMessage("it is damaged: there should be metadata");
	}

	@ParameterizedTest
	@CsvSource({ "1, a constant pool is after the last one", "-100000, a constant pool is not in its chunk",
			"-1, there should be a constant pool" })
	void poolsShouldBeLinkedBackwards(int distance, String message) throws IOException {
		assertThatReading(ChunkBytes.linkedTo(distance)).withMessage("it is damaged: " + message);
	}

	@ParameterizedTest
	@CsvSource({ "1, an event is longer than it says", "0, there is no room for an event of 0 bytes" })
	void eventsShouldBeAsLongAsTheySay(int size, String message) throws IOException {
		byte[] chunk = ChunkBytes.whole();
		chunk[68] = (byte) (size | 0x80); // the size of the first event
		assertThatReading(chunk).withMessage("it is damaged: " + message);
	}

	@Test
	void numbersShouldBeThoseOfSomething() throws IOException {
		byte[] chunk = ChunkBytes.whole();
		assertThat(chunk[76]).as("the thread of the first event").isEqualTo((byte) 11);
		byte[] all = new byte[8];
		Arrays.fill(all, (byte) 0xff); // the bytes of this number, and of what follows
		System.arraycopy(all, 0, chunk, 76, all.length);
		assertThatReading(chunk).withMessageStartingWith("it is damaged: nothing has the number ");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			jdk.types.StackTrace, it is of another version: there is no type jdk.types.StackTrace
			jdk.types.Symbol, it is of another version: there is no type jdk.types.Symbol
			frames, it is of another version: there is no field frames
			lineNumber, it is of another version: there is no field lineNumber
			javaThreadId, it is of another version: there is no field javaThreadId
			sampledThread, it is of another version: there is no field sampledThread
			samples, it is of another version: there is no field samples
			profiler.WallClockSample, it is of another version: there is no type profiler.WallClockSample
			""")
	void whatIsCalledOtherwiseShouldBeOfAnotherVersion(String name, String message) throws IOException {
		assertThatReading(ChunkBytes.whole(name, "other")).withMessage(message);
	}

	@Test
	void anotherFormatShouldBeOfAnotherVersion() throws IOException {
		byte[] chunk = ChunkBytes.whole();
		chunk[5] = 3;
		assertThatReading(chunk).withMessage("it is of another version: its format is 3");
		try (RandomAccessFile file = file(chunk)) {
			assertThat(Chunk.lengthAt(file, 0)).as("of whatever version").isEqualTo(chunk.length);
		}
	}

	/** Whether or not its header gives the reduced length. */
	@Test
	void aCutChunkShouldFail() throws IOException {
		byte[] chunk = ChunkBytes.whole();
		for (int length = 0; length < chunk.length; length++) {
			byte[] cut = Arrays.copyOf(chunk, length);
			assertThatReading(cut);
			if (length >= 68) {
				ByteBuffer.wrap(cut).putLong(8, length);
				assertThatReading(cut);
			}
		}
	}

	/** For example, if writing fails on a full disk, and goes on later. */
	@Test
	void aChunkWithoutItsEndShouldNotBeReadIntoTheNext() throws IOException {
		byte[] chunk = ChunkBytes.whole();
		for (int length = ChunkBytes.position(chunk, CONSTANT_POOL); length < chunk.length; length++) {
			byte[] cut = Arrays.copyOf(chunk, length);
			ByteBuffer.wrap(cut).putLong(8, length);
			try (RandomAccessFile file = file(join(cut, chunk))) {
				assertThatExceptionOfType(ChunkException.class).isThrownBy(() -> new Chunk(file, 0, file.length()));
			}
		}
	}

	/**
	 * Whatever the damage, reading ends, and throws nothing but an {@code IOException}.
	 */
	@Test
	void damageShouldBeSurvived() throws IOException {
		byte[] chunk = ChunkBytes.whole();
		int reported = 0;
		for (int i = 0; i < chunk.length; i++) {
			for (int value : new int[] { 0, 1, 0x7f, 0x80, 0xff }) {
				byte[] damaged = chunk.clone();
				damaged[i] = (byte) value;
				try {
					readAll(damaged);
				}
				catch (IOException ex) {
					reported++;
				}
			}
		}
		assertThat(reported).isGreaterThan(chunk.length);
	}

	private static byte[] with(int field, long value) {
		byte[] chunk = ChunkBytes.whole();
		ByteBuffer.wrap(chunk).putLong(8 + field * Long.BYTES, value);
		return chunk;
	}

	private static byte[] join(byte[] one, byte[] other) {
		byte[] both = Arrays.copyOf(one, one.length + other.length);
		System.arraycopy(other, 0, both, one.length, other.length);
		return both;
	}

	private ThrowableAssertAlternative<IOException> assertThatReading(byte[] bytes) {
		ThrowingCallable reading = () -> readAll(bytes);
		return assertThatIOException().as("of %d bytes", bytes.length).isThrownBy(reading);
	}

	private void readAll(byte[] bytes) throws IOException {
		samples(bytes);
		try (RandomAccessFile file = file(bytes)) {
			Chunk chunk = new Chunk(file, 0, file.length());
			StackTrace trace = new StackTrace();
			for (int stack = 0; stack < 10; stack++) {
				chunk.stack(stack, trace);
				for (String frame : frames(trace)) {
					chunk.method(Long.parseLong(frame.substring(0, frame.indexOf(' '))));
				}
			}
			chunk.thread(11);
			chunk.threadStates();
		}
	}

	private List<String> samples(byte[] bytes) throws IOException {
		List<String> samples = new ArrayList<>();
		try (RandomAccessFile file = file(bytes)) {
			new Chunk(file, 0, file.length()).forEachSample((ticks, thread, state, stack, count) -> samples
				.add("%d thread %d state %d stack %d times %d".formatted(ticks, thread, state, stack, count)));
		}
		return samples;
	}

	private static List<String> frames(StackTrace trace) {
		List<String> frames = new ArrayList<>();
		for (int i = 0; i < trace.depth(); i++) {
			long frame = trace.frame(i);
			frames.add(StackTrace.method(frame) + " " + StackTrace.type(frame) + " " + StackTrace.line(frame));
		}
		return frames;
	}

	private RandomAccessFile file(byte[] bytes) throws IOException {
		Path path = this.tempDir.resolve("chunks");
		Files.write(path, bytes);
		return new RandomAccessFile(path.toFile(), "r");
	}

}
