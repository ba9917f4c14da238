package dev.pprof4j.actuate;

/**
 * What the endpoint shows.
 *
 * @param application the name of the application
 * @param limits how long a profile may take, and how large it may be
 * @param commandLine whether the command line of the process is shown
 * @param ui whether there are pages for a browser
 */
public record EndpointOptions(String application, ProfileLimits limits, boolean commandLine, boolean ui) {

}
