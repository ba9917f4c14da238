package dev.pprof4j.actuate;

import java.time.Duration;

/**
 * How long a profile may take, and how large it may be.
 *
 * @param defaultDuration the window of a request that names none
 * @param maxDuration the longest window
 * @param maxProfileSamples the most samples that a profile may have
 * @param maxProfileBytes the largest profile, before it is compressed
 * @param retention how long CPU time of the past is kept, zero if it is not
 */
public record ProfileLimits(Duration defaultDuration, Duration maxDuration, int maxProfileSamples, long maxProfileBytes,
		Duration retention) {

	boolean keepsThePast() {
		return !this.retention.isZero();
	}

}
