package dev.pprof4j.actuate;

import java.time.Duration;

/**
 * How long a profile may take, and how large it may be.
 *
 * @param defaultDuration the duration of a window if the request names none
 * @param maxDuration the longest duration of a window
 * @param maxProfileSamples the maximum number of samples in a profile
 * @param maxProfileBytes the maximum size of a profile, before compression
 * @param retention how long past CPU time is kept, zero if it is not
 */
public record ProfileLimits(Duration defaultDuration, Duration maxDuration, int maxProfileSamples, long maxProfileBytes,
		Duration retention) {

	boolean keepsThePast() {
		return !this.retention.isZero();
	}

}
