package dev.pprof4j.source.asyncprofiler.chunk;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Reads a file of JFR, forwards from any position. It is no channel, which would be
 * closed where the thread is interrupted. Not thread-safe.
 */
final class Input {

	/** More would be copied once more on its way. */
	private static final int BYTES_AT_ONCE = 8 * 1024;

	/** That a number has. */
	private static final int MAX_BYTES = 9;

	/** That each but the ninth has of a number. */
	private static final int BITS_OF_A_BYTE = 7;

	private static final int LAST_SHIFT = (MAX_BYTES - 1) * BITS_OF_A_BYTE;

	private static final int NULL = 0;

	private static final int EMPTY = 1;

	private static final int UTF_8 = 3;

	private static final int CHARACTERS = 4;

	private static final int LATIN_1 = 5;

	private final RandomAccessFile file;

	private final byte[] bytes = new byte[BYTES_AT_ONCE];

	/** Where in the file the bytes begin. */
	private long start;

	private int count;

	private int next;

	Input(RandomAccessFile file, long start) {
		this.file = file;
		this.start = start;
	}

	/** Where the next byte is. */
	long position() {
		return this.start + this.next;
	}

	/** Goes on from there. */
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
		this.file.seek(this.start);
		int read = this.file.read(this.bytes);
		if (read <= 0) {
			throw new EOFException("it ends early, as on a full disk");
		}
		this.count = read;
	}

	/** A number as in a chunk's header, with all of its bytes. */
	long readWhole(int size) throws IOException {
		long value = 0;
		for (int i = 0; i < size; i++) {
			value = value << Byte.SIZE | (readByte() & 0xff);
		}
		return value;
	}

	/** A number as everywhere else, the lowest bits first. */
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

	/** Skips so many numbers. */
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

	/** A number of things that follow. */
	int readCount() throws IOException {
		long value = readNumber();
		if (value < 0 || value > Integer.MAX_VALUE) {
			throw new IOException("it is damaged: there cannot be " + value + " of anything in it");
		}
		return (int) value;
	}

	@Nullable String readString() throws IOException {
		byte encoding = readByte();
		return switch (encoding) {
			case NULL -> null;
			case EMPTY -> "";
			case UTF_8 -> readString(StandardCharsets.UTF_8);
			case LATIN_1 -> readString(StandardCharsets.ISO_8859_1);
			case CHARACTERS -> readCharacters();
			default -> throw new IOException("it is damaged: no text is encoded as " + encoding);
		};
	}

	private String readString(Charset charset) throws IOException {
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

	/** No text has more bytes or characters than the file. */
	private int readLength() throws IOException {
		int length = readCount();
		if (length > this.file.length()) {
			throw new IOException("it is damaged: no text is as long as " + length);
		}
		return length;
	}

}
