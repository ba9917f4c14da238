package dev.pprof4j.actuate;

/**
 * The values of {@code Content-Type} in the endpoint's answers.
 */
public final class MediaTypes {

	/** Profiles and recordings. */
	public static final String BINARY = "application/octet-stream";

	/** Texts, and sentences that say why there is no profile. */
	public static final String TEXT = "text/plain" + MediaTypes.UTF_8;

	static final String HTML = "text/html" + MediaTypes.UTF_8;

	static final String JSON = "application/json";

	static final String CSS = "text/css";

	static final String JAVASCRIPT = "text/javascript";

	static final String SVG = "image/svg+xml";

	/** Appended to the type of a text. */
	static final String UTF_8 = ";charset=UTF-8";

	private MediaTypes() {
	}

}
