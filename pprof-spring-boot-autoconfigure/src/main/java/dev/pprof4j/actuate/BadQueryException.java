package dev.pprof4j.actuate;

/**
 * Thrown if a request asks for something that does not exist or is not allowed. The
 * message is the answer.
 */
final class BadQueryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int status;

	private BadQueryException(int status, String message) {
		super(message, null, false, false); // an answer, not an error: no stack trace
		this.status = status;
	}

	static BadQueryException notFound(String message) {
		return new BadQueryException(404, message);
	}

	static BadQueryException invalid(String message) {
		return new BadQueryException(400, message);
	}

	int status() {
		return this.status;
	}

}
