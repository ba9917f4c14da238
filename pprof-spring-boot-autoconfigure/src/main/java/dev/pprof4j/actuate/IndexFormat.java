package dev.pprof4j.actuate;

import java.nio.charset.StandardCharsets;

import org.springframework.boot.actuate.endpoint.Producible;
import org.springframework.util.MimeType;

/**
 * The formats of the index. Of those that a client accepts, the last one is used:
 * browsers name HTML and everything else, {@code curl} everything.
 */
enum IndexFormat implements Producible<IndexFormat> {

	/** For terminals, and for clients that do not say what they want. */
	TEXT(MediaTypes.TEXT) {

		@Override
		Object body(PprofIndex index, RequestAddress address) {
			return new IndexText(index).text().getBytes(StandardCharsets.UTF_8);
		}

	},

	/** For browsers. */
	HTML(MediaTypes.HTML) {

		@Override
		Object body(PprofIndex index, RequestAddress address) {
			return new IndexPage(index, address).html().getBytes(StandardCharsets.UTF_8);
		}

	},

	/** For programs. */
	JSON(MediaTypes.JSON) {

		@Override
		Object body(PprofIndex index, RequestAddress address) {
			return new IndexJson(index).content();
		}

	};

	private final MimeType mimeType;

	IndexFormat(String mimeType) {
		this.mimeType = MimeType.valueOf(mimeType);
	}

	@Override
	public MimeType getProducedMimeType() {
		return this.mimeType;
	}

	@Override
	public boolean isDefault() {
		return this == TEXT;
	}

	/** The index in this format. */
	abstract Object body(PprofIndex index, RequestAddress address);

}
