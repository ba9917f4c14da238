package dev.pprof4j.autoconfigure;

/**
 * What to do when the management server shares the port of the application.
 */
public enum ManagementPortPolicy {

	/** The endpoint is not there, and a warning says what to set. */
	REQUIRED,

	/** The application does not start. */
	FAIL,

	/** The endpoint is served on the port of the application. */
	ANY

}
