package dev.pprof4j.actuate;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * The {@link PprofEndpoint} on WebFlux, with threads of its own: Boot would let requests
 * block those of {@link Schedulers#boundedElastic()}, which the application needs for its
 * own work.
 */
@EndpointWebExtension(endpoint = PprofEndpoint.class)
public class ReactivePprofEndpoint implements DisposableBean {

	/**
	 * For requests that are answered at once while all windows are taken, including the
	 * pages and their files. A request that waits for a thread may wait for the one with
	 * the longest window. A thread is created only if all others are busy.
	 */
	private static final int AT_ONCE = 100;

	/** Each queued request has a connection, and the server limits connections itself. */
	private static final int QUEUED = 1000;

	private static final int IDLE_SECONDS = 60;

	private final PprofEndpoint endpoint;

	private final Scheduler threads;

	/**
	 * The endpoint.
	 * @param endpoint the endpoint that answers, and blocks
	 * @param maxConcurrent how many requests may wait for a window at the same time
	 */
	public ReactivePprofEndpoint(PprofEndpoint endpoint, int maxConcurrent) {
		this.endpoint = endpoint;
		this.threads = Schedulers.newBoundedElastic(maxConcurrent + AT_ONCE, QUEUED, "pprof", IDLE_SECONDS, true);
	}

	/**
	 * Lists what can be requested.
	 * @param parameters the parameters of the request
	 * @param format the form that the client accepts, {@code null} if it accepts none
	 * @param securityContext who asks
	 * @param namespace the server that received the request
	 * @return the index
	 * @see PprofEndpoint#index
	 */
	@ReadOperation(producesFrom = IndexFormat.class)
	public Mono<WebEndpointResponse<?>> index(PprofParameters parameters, @Nullable IndexFormat format,
			SecurityContext securityContext, @Nullable WebServerNamespace namespace) {
		return answer(() -> this.endpoint.index(parameters, format, securityContext, namespace));
	}

	/**
	 * Answers a request for a path below the index.
	 * @param path the path below the endpoint's
	 * @param parameters the parameters of the request
	 * @param format the form of the index that the client accepts, {@code null} if it
	 * accepts none
	 * @param securityContext who asks
	 * @param namespace the server that received the request
	 * @return what the endpoint answers
	 * @see PprofEndpoint#profile
	 */
	@ReadOperation(produces = { MediaTypes.BINARY, MediaTypes.TEXT, MediaTypes.HTML, MediaTypes.JSON, MediaTypes.CSS,
			MediaTypes.JAVASCRIPT, MediaTypes.SVG })
	public Mono<WebEndpointResponse<?>> profile(@Selector(match = Match.ALL_REMAINING) String[] path,
			PprofParameters parameters, @Nullable IndexFormat format, SecurityContext securityContext,
			@Nullable WebServerNamespace namespace) {
		return answer(() -> this.endpoint.profile(path, parameters, format, securityContext, namespace));
	}

	/** A client that disconnects interrupts the wait. */
	private Mono<WebEndpointResponse<?>> answer(Supplier<WebEndpointResponse<?>> blocking) {
		return Mono.<WebEndpointResponse<?>>fromCallable(blocking::get).subscribeOn(this.threads);
	}

	@Override
	public void destroy() {
		this.threads.dispose();
	}

}
