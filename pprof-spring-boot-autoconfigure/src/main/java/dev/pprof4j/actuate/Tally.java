package dev.pprof4j.actuate;

import java.io.IOException;
import java.time.Duration;

import dev.pprof4j.profile.Profile;
import dev.pprof4j.source.ThreadCpu;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.AbstractResource;

/**
 * What is known about one request, from its beginning to its end. For use by the thread
 * of the request only.
 */
final class Tally {

	private final String profile;

	private final String user;

	private final long startNanos = System.nanoTime();

	private final long startCpuNanos = ThreadCpu.nanos();

	private Duration window = Duration.ZERO;

	private long lostSamples;

	private CollectedProfile.Outcome outcome;

	private long bytes;

	/**
	 * The tally of a request that has just arrived.
	 * @param outcome the outcome if there is no answer
	 */
	Tally(String profile, String user, CollectedProfile.Outcome outcome) {
		this.profile = profile;
		this.user = user;
		this.outcome = outcome;
	}

	void taken(Profile taken) {
		recorded(taken.duration());
		this.lostSamples = taken.lostSamples();
	}

	void recorded(Duration duration) {
		this.window = duration;
	}

	void answered(WebEndpointResponse<?> answer) {
		this.outcome = CollectedProfile.Outcome.of(answer.getStatus());
		this.bytes = size(answer.getBody());
	}

	CollectedProfile end(String source) {
		return new CollectedProfile(this.user, this.profile, source, this.outcome, this.window,
				Duration.ofNanos(System.nanoTime() - this.startNanos),
				Duration.ofNanos(ThreadCpu.nanos() - this.startCpuNanos), this.bytes, this.lostSamples);
	}

	private static long size(@Nullable Object body) {
		try {
			return (body instanceof byte[] bytes) ? bytes.length
					: (body instanceof AbstractResource resource) ? resource.contentLength() : 0;
		}
		catch (IOException ex) {
			return 0;
		}
	}

}
