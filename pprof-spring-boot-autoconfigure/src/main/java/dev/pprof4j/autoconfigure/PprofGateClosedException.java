package dev.pprof4j.autoconfigure;

/**
 * The application asked not to start where the endpoint may not be there.
 */
final class PprofGateClosedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PprofGateClosedException(String message) {
		super(message);
	}

}
