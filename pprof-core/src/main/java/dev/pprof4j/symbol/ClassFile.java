package dev.pprof4j.symbol;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * Reads the one thing wanted from a class file, its {@code SourceFile} attribute (JVM
 * specification, 4.1 and 4.7.10), and skips the rest.
 */
final class ClassFile {

	private static final int MAGIC = 0xCAFEBABE;

	private final DataInputStream in;

	private final @Nullable String[] utf8;

	private ClassFile(DataInputStream in) throws IOException {
		this.in = in;
		if (in.readInt() != MAGIC) {
			throw new IOException("Not a class file");
		}
		in.readUnsignedShort(); // minor version
		in.readUnsignedShort(); // major version
		this.utf8 = new @Nullable String[in.readUnsignedShort()];
	}

	/**
	 * The name of the source file.
	 * @param classFile the bytes of the class file
	 * @return the file's name without a folder, or {@code null} if it was compiled
	 * without
	 * @throws IOException if the bytes are no class file
	 */
	static @Nullable String sourceFile(InputStream classFile) throws IOException {
		ClassFile file = new ClassFile(new DataInputStream(new BufferedInputStream(classFile)));
		file.readConstantPool();
		file.in.skipNBytes(6); // access flags, this class, super class
		file.in.skipNBytes(2L * file.in.readUnsignedShort()); // interfaces
		file.skipMembers(); // fields
		file.skipMembers(); // methods
		return file.findSourceFile();
	}

	private void readConstantPool() throws IOException {
		for (int i = 1; i < this.utf8.length; i++) {
			int tag = this.in.readUnsignedByte();
			switch (tag) {
				case 1 -> this.utf8[i] = this.in.readUTF();
				case 3, 4, 9, 10, 11, 12, 17, 18 -> this.in.skipNBytes(4);
				case 5, 6 -> {
					this.in.skipNBytes(8);
					i++; // long and double take two entries
				}
				case 7, 8, 16, 19, 20 -> this.in.skipNBytes(2);
				case 15 -> this.in.skipNBytes(3);
				default -> throw new IOException("Unknown constant " + tag);
			}
		}
	}

	private void skipMembers() throws IOException {
		for (int members = this.in.readUnsignedShort(); members > 0; members--) {
			this.in.skipNBytes(6); // access flags, name, descriptor
			for (int attributes = this.in.readUnsignedShort(); attributes > 0; attributes--) {
				this.in.skipNBytes(2); // name
				skipAttributeBody();
			}
		}
	}

	private @Nullable String findSourceFile() throws IOException {
		for (int attributes = this.in.readUnsignedShort(); attributes > 0; attributes--) {
			if ("SourceFile".equals(this.utf8[this.in.readUnsignedShort()])) {
				this.in.skipNBytes(4); // length
				return this.utf8[this.in.readUnsignedShort()];
			}
			skipAttributeBody();
		}
		return null;
	}

	private void skipAttributeBody() throws IOException {
		this.in.skipNBytes(Integer.toUnsignedLong(this.in.readInt()));
	}

}
