package dev.pprof4j.autoconfigure;

import java.util.Locale;

/**
 * The JDK Flight Recorder settings that come with the JDK.
 */
public enum TraceSettings {

	/**
	 * Suitable for production at any time: less than one percent overhead, according to
	 * the JDK.
	 */
	DEFAULT,

	/** Records more: about two percent overhead, according to the JDK. */
	PROFILE;

	/** The name of the JDK's configuration. */
	String configuration() {
		return name().toLowerCase(Locale.ROOT);
	}

}
