package dev.pprof4j.symbol;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code SourceFile} attribute from a class file (JVM specification, 4.1 and
 * 4.7.10) and skips everything else: the first profile reads thousands of class files.
 */
final class ClassFile {

	private static final int MAGIC = 0xCAFEBABE;

	/** The largest class file that is read; most are a thousandth of that. */
	private static final int MAX_BYTES = 16 * 1024 * 1024;

	private static final byte[] SOURCE_FILE = "SourceFile".getBytes(StandardCharsets.US_ASCII);

	private final byte[] bytes;

	private final ByteBuffer in;

	/**
	 * The position of the length and text of each constant; 0 for constants that are not
	 * text.
	 */
	private final int[] texts;

	private ClassFile(byte[] bytes) throws IOException {
		this.bytes = bytes;
		this.in = ByteBuffer.wrap(bytes);
		if (this.in.getInt() != MAGIC) {
			throw new IOException("Not a class file");
		}
		skip(4); // minor and major version
		this.texts = new int[unsignedShort()];
	}

	/**
	 * Returns the name of the source file.
	 * @param classFile the bytes of the class file
	 * @return the file's name without a folder, or {@code null} if the class was compiled
	 * without it
	 * @throws IOException if the bytes are not a class file
	 */
	static @Nullable String sourceFile(InputStream classFile) throws IOException {
		try {
			return new ClassFile(classFile.readNBytes(MAX_BYTES)).sourceFile();
		}
		catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException
				| ArithmeticException ex) {
			throw new IOException("The class file ends too early, or is malformed", ex);
		}
	}

	private @Nullable String sourceFile() throws IOException {
		readConstantPool();
		skip(6); // access flags, this class, super class
		skip(2L * unsignedShort()); // interfaces
		skipMembers(); // fields
		skipMembers(); // methods
		return findSourceFile();
	}

	private void readConstantPool() throws IOException {
		for (int i = 1; i < this.texts.length; i++) {
			int tag = this.in.get();
			switch (tag) {
				case 1 -> {
					this.texts[i] = this.in.position();
					skip(unsignedShort());
				}
				case 3, 4, 9, 10, 11, 12, 17, 18 -> skip(4);
				case 5, 6 -> {
					skip(8);
					i++; // long and double take two entries
				}
				case 7, 8, 16, 19, 20 -> skip(2);
				case 15 -> skip(3);
				default -> throw new IOException("Unknown constant " + tag);
			}
		}
	}

	private void skipMembers() {
		for (int members = unsignedShort(); members > 0; members--) {
			skip(6); // access flags, name, descriptor
			for (int attributes = unsignedShort(); attributes > 0; attributes--) {
				skip(2); // name
				skipAttributeBody();
			}
		}
	}

	private @Nullable String findSourceFile() throws IOException {
		for (int attributes = unsignedShort(); attributes > 0; attributes--) {
			if (isSourceFile(this.texts[unsignedShort()])) {
				skip(4); // length
				return text(this.texts[unsignedShort()]);
			}
			skipAttributeBody();
		}
		return null;
	}

	private boolean isSourceFile(int text) {
		int start = text + Short.BYTES;
		int end = start + Short.toUnsignedInt(this.in.getShort(text));
		return Arrays.equals(this.bytes, start, end, SOURCE_FILE, 0, SOURCE_FILE.length);
	}

	/**
	 * Decodes the encoding that class files share with {@link DataInputStream#readUTF}.
	 */
	private String text(int text) throws IOException {
		return new DataInputStream(new ByteArrayInputStream(this.bytes, text, this.bytes.length - text)).readUTF();
	}

	private void skipAttributeBody() {
		skip(Integer.toUnsignedLong(this.in.getInt()));
	}

	private int unsignedShort() {
		return Short.toUnsignedInt(this.in.getShort());
	}

	private void skip(long bytes) {
		this.in.position(Math.toIntExact(this.in.position() + bytes));
	}

}
