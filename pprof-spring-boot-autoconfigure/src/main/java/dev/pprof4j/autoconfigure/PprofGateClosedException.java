package dev.pprof4j.autoconfigure;

/**
 * Thrown if the endpoint may not be registered and the application is configured not to
 * start in that case.
 */
final class PprofGateClosedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	PprofGateClosedException(String message) {
		super(message);
	}

}
