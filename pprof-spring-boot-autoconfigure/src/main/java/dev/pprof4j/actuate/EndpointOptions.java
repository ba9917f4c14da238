package dev.pprof4j.actuate;

import org.jspecify.annotations.Nullable;

/**
 * What the endpoint shows.
 *
 * @param application the name of the application
 * @param limits how long a profile may take, and how large it may be
 * @param trace whether JDK Flight Recorder recordings can be downloaded
 * @param commandLine whether the command line of the process is shown
 * @param ui whether there are pages for a browser
 */
public record EndpointOptions(String application, ProfileLimits limits, boolean trace, boolean commandLine,
		boolean ui) {

	/**
	 * The reason why something is off.
	 * @param path the requested path
	 * @return a sentence that names the property, {@code null} if it is on
	 */
	@Nullable String reasonWhyOff(PprofPath path) {
		if (path.equals(PprofPath.TRACE) && !this.trace) {
			return "Recordings are switched off: set pprof.trace.enabled=true";
		}
		if (path.equals(PprofPath.CMDLINE) && !this.commandLine) {
			return "The command line is not shown: set pprof.cmdline.enabled=true";
		}
		return null;
	}

}
