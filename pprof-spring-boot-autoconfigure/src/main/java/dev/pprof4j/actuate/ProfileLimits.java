package dev.pprof4j.actuate;

import java.time.Duration;

/**
 * How long a profile may take.
 *
 * @param defaultDuration the window of a request that names none
 * @param maxDuration the longest window
 */
public record ProfileLimits(Duration defaultDuration, Duration maxDuration) {

}
