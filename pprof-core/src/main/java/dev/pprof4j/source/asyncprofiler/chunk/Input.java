package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Reads a JFR file forwards from any position. It is not a channel, which would be closed
 * if the thread were interrupted. Not thread-safe.
 */
final class Input {

	/** {@code RandomAccessFile} has a buffer of this size, and allocates one for more. */
	private static final int BYTES_AT_ONCE = 8 * 1024;

	/**
	 * A number has at most nine bytes: seven bits in each of the first eight, and eight
	 * in the last.
	 */
	private static final int MAX_BYTES = 9;

	private static final int BITS_OF_A_BYTE = 7;

	private static final int LAST_SHIFT = (MAX_BYTES - 1) * BITS_OF_A_BYTE;

	private static final int NULL = 0;

	private static final int EMPTY = 1;

	private static final int REFERENCE = 2;

	private static final int UTF_8 = 3;

	private static final int CHARACTERS = 4;

	private static final int LATIN_1 = 5;

	/** async-profiler cuts texts at 8 KB, and the JVM has none longer than 64 KB. */
	private static final int MAX_TEXT = 1 << 20;

	private final RandomAccessFile file;

	private final byte[] bytes = new byte[BYTES_AT_ONCE];

	/** Where in the file the buffer begins. */
	private long start;

	private final long end;

	private int count;

	private int next;

	/** Everything in a file from a position on. */
	Input(RandomAccessFile file, long start) {
		this(file, start, Long.MAX_VALUE);
	}

	/**
	 * A part of a file.
	 * @param start where to begin
	 * @param end where to end, even if the file goes on
	 */
	Input(RandomAccessFile file, long start, long end) {
		this.file = file;
		this.start = start;
		this.end = end;
	}

	/** The position of the next byte. */
	long position() {
		return this.start + this.next;
	}

	/** Continues from there. */
	void position(long position) {
		long offset = position - this.start;
		if (offset >= 0 && offset <= this.count) {
			this.next = (int) offset;
		}
		else {
			this.start = position;
			this.count = 0;
			this.next = 0;
		}
	}

	void skip(long count) {
		position(position() + count);
	}

	byte readByte() throws IOException {
		if (this.next == this.count) {
			fill();
		}
		return this.bytes[this.next++];
	}

	private void fill() throws IOException {
		this.start += this.count;
		this.next = 0;
		this.count = 0;
		if (this.start >= this.end) {
			throw ChunkException.damaged("it continues past its end");
		}
		this.file.seek(this.start);
		int read = this.file.read(this.bytes, 0, (int) Math.min(this.bytes.length, this.end - this.start));
		if (read <= 0) {
			throw new EOFException("it ends early, as on a full disk");
		}
		this.count = read;
	}

	/** A number as in a chunk's header, written in full. */
	long readWhole(int size) throws IOException {
		long value = 0;
		for (int i = 0; i < size; i++) {
			value = value << Byte.SIZE | (readByte() & 0xff);
		}
		return value;
	}

	/** A number as everywhere else, lowest bits first. */
	long readNumber() throws IOException {
		long value = 0;
		for (int shift = 0; shift < LAST_SHIFT; shift += BITS_OF_A_BYTE) {
			byte part = readByte();
			value |= (part & 0x7fL) << shift;
			if (part >= 0) {
				return value;
			}
		}
		return value | (readByte() & 0xffL) << LAST_SHIFT;
	}

	/** Skips this many numbers. */
	void skipNumbers(long count) throws IOException {
		int bytesOfOne = 0;
		for (long left = count; left > 0;) {
			bytesOfOne++;
			if (readByte() >= 0 || bytesOfOne == MAX_BYTES) {
				left--;
				bytesOfOne = 0;
			}
		}
	}

	/** The size of an event, which is the first number in it. */
	int readSize() throws IOException {
		long room = this.end - position();
		long value = readNumber();
		if (value <= 0 || value > Math.min(room, Integer.MAX_VALUE)) {
			throw ChunkException.damaged("there is no room for an event of " + value + " bytes");
		}
		return (int) value;
	}

	/** Checks an identifier that is kept as an {@code int}. */
	static int identifier(long number) throws IOException {
		if (number < 0 || number > Integer.MAX_VALUE) {
			throw ChunkException.damaged("nothing has the number " + number);
		}
		return (int) number;
	}

	/** The number of things that follow, each at least one byte long. */
	int readCount() throws IOException {
		long value = readNumber();
		if (value < 0 || value > Math.min(this.end - position(), Integer.MAX_VALUE)) {
			throw ChunkException.damaged("there is no room for " + value + " of anything");
		}
		return (int) value;
	}

	/** A text; {@code null} where there is none, or where it is stored elsewhere. */
	@Nullable String readText() throws IOException {
		byte encoding = readByte();
		return switch (encoding) {
			case NULL -> null;
			case EMPTY -> "";
			case REFERENCE -> {
				readNumber();
				yield null;
			}
			case UTF_8 -> readText(StandardCharsets.UTF_8);
			case LATIN_1 -> readText(StandardCharsets.ISO_8859_1);
			case CHARACTERS -> readCharacters();
			default -> throw unknown(encoding);
		};
	}

	private String readText(Charset charset) throws IOException {
		byte[] text = new byte[readLength()];
		for (int i = 0; i < text.length; i++) {
			text[i] = readByte();
		}
		return new String(text, charset);
	}

	private String readCharacters() throws IOException {
		char[] text = new char[readLength()];
		for (int i = 0; i < text.length; i++) {
			text[i] = (char) readNumber();
		}
		return new String(text);
	}

	private int readLength() throws IOException {
		int length = readCount();
		if (length > MAX_TEXT) {
			throw ChunkException.damaged("no text is as long as " + length);
		}
		return length;
	}

	void skipText() throws IOException {
		byte encoding = readByte();
		switch (encoding) {
			case NULL, EMPTY -> {
			}
			case REFERENCE -> readNumber();
			case UTF_8, LATIN_1 -> skip(readCount());
			case CHARACTERS -> skipNumbers(readCount());
			default -> throw unknown(encoding);
		}
	}

	private static ChunkException unknown(byte encoding) {
		return ChunkException.damaged("no text is encoded as " + encoding);
	}

}
