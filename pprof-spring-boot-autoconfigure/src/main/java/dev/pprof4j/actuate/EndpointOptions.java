package dev.pprof4j.actuate;

import org.jspecify.annotations.Nullable;

/**
 * What the endpoint shows.
 *
 * @param application the name of the application
 * @param limits how long a profile may take, and how large it may be
 * @param trace whether recordings of JDK Flight Recorder are handed out
 * @param commandLine whether the command line of the process is shown
 * @param ui whether there are pages for a browser
 */
public record EndpointOptions(String application, ProfileLimits limits, boolean trace, boolean commandLine,
		boolean ui) {

	/**
	 * Why something is not there.
	 * @param path what is asked for
	 * @return a sentence that names the property, {@code null} if it is there
	 */
	@Nullable String reasonWhyOff(PprofPath path) {
		if (path.equals(PprofPath.TRACE) && !this.trace) {
			return "Recordings are not handed out: set pprof.trace.enabled=true";
		}
		if (path.equals(PprofPath.CMDLINE) && !this.commandLine) {
			return "The command line is not shown: set pprof.cmdline.enabled=true";
		}
		return null;
	}

}
