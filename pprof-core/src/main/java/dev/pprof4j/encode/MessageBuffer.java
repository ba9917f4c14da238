package dev.pprof4j.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;

/**
 * Assembles a nested message before it is written, because its length comes first. One
 * buffer serves one level of nesting and is reused. Not thread-safe.
 */
final class MessageBuffer {

	private final Bytes bytes = new Bytes();

	private final CodedOutputStream out = CodedOutputStream.newInstance(this.bytes, 512);

	void write(CodedOutputStream parent, int field, Body body) throws IOException {
		this.bytes.reset();
		body.writeTo(this.out);
		this.out.flush();
		parent.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
		this.bytes.writeDelimited(parent);
	}

	/**
	 * The fields of a message.
	 */
	interface Body {

		void writeTo(CodedOutputStream out) throws IOException;

	}

	/**
	 * Bytes that are written without being copied.
	 */
	private static final class Bytes extends ByteArrayOutputStream {

		Bytes() {
			super(512);
		}

		void writeDelimited(CodedOutputStream to) throws IOException {
			to.writeUInt32NoTag(this.count);
			to.write(this.buf, 0, this.count);
		}

	}

}
