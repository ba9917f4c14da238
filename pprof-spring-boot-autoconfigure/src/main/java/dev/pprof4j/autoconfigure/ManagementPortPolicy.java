package dev.pprof4j.autoconfigure;

/**
 * What to do when the management server shares the application's port.
 */
public enum ManagementPortPolicy {

	/** The endpoint is not registered, and a warning says what to set. */
	REQUIRED,

	/** The application does not start. */
	FAIL,

	/** The endpoint is served on the application's port. */
	ANY

}
