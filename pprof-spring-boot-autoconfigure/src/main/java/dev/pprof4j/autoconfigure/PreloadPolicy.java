package dev.pprof4j.autoconfigure;

/**
 * When async-profiler is loaded.
 */
public enum PreloadPolicy {

	/**
	 * While the application starts, if profiles can be requested, unless the heap sampler
	 * makes that unnecessary.
	 */
	AUTO,

	/** While the application starts. */
	TRUE,

	/** With the first CPU or wall-clock profile. */
	FALSE;

	boolean isWanted(boolean used, boolean armed) {
		return this == TRUE || (this == AUTO && used && !armed);
	}

}
