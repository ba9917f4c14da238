package dev.pprof4j.actuate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.springframework.core.io.AbstractResource;

/**
 * A long text, kept compressed until it is sent: stacks are repetitive, and compress to a
 * small part of their size.
 */
final class CompressedText extends AbstractResource {

	private final byte[] compressed;

	private final long length;

	private CompressedText(byte[] compressed, long length) {
		this.compressed = compressed;
		this.length = length;
	}

	static CompressedText of(Text text) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		long length;
		try (CountingGzip gzip = new CountingGzip(bytes);
				Writer writer = new OutputStreamWriter(gzip, StandardCharsets.UTF_8)) {
			text.writeTo(writer);
			writer.flush();
			length = gzip.length();
		}
		return new CompressedText(bytes.toByteArray(), length);
	}

	@Override
	public String getDescription() {
		return "a text";
	}

	@Override
	public boolean exists() {
		return true;
	}

	@Override
	public long contentLength() {
		return this.length;
	}

	@Override
	public InputStream getInputStream() throws IOException {
		return new GZIPInputStream(new ByteArrayInputStream(this.compressed));
	}

	/**
	 * A text that writes itself.
	 */
	interface Text {

		void writeTo(Appendable out) throws IOException;

	}

	private static final class CountingGzip extends GZIPOutputStream {

		CountingGzip(OutputStream out) throws IOException {
			super(out, 64 * 1024);
			this.def.setLevel(Deflater.BEST_SPEED);
		}

		long length() {
			return this.def.getBytesRead();
		}

	}

}
