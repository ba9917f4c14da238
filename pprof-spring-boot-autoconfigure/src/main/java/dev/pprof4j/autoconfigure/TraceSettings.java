package dev.pprof4j.autoconfigure;

import java.util.Locale;

/**
 * The settings of JDK Flight Recorder that come with the JDK.
 */
public enum TraceSettings {

	/** By the JDK's account less than one percent: fit for production at any time. */
	DEFAULT,

	/** Tells more; by the JDK's account about two percent. */
	PROFILE;

	/** The name of the JDK's configuration. */
	String configuration() {
		return name().toLowerCase(Locale.ROOT);
	}

}
