package dev.pprof4j.autoconfigure;

import reactor.core.publisher.Mono;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.ApplicationContext;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells requests to the endpoint on WebFlux, as {@link PprofRequestMatcher} does on a
 * servlet stack.
 */
final class PprofExchangeMatcher implements ServerWebExchangeMatcher {

	private final ApplicationContext application;

	private final ServerWebExchangeMatcher endpoint;

	private final boolean onOtherServer;

	/**
	 * The matcher.
	 * @param application whose requests these are, those to the management server apart
	 * @param endpoint Boot's matcher
	 */
	PprofExchangeMatcher(ApplicationContext application, ServerWebExchangeMatcher endpoint) {
		this.application = application;
		this.endpoint = endpoint;
		this.onOtherServer = ManagementPortType.get(application.getEnvironment()) == ManagementPortType.DIFFERENT;
	}

	@Override
	public Mono<MatchResult> matches(ServerWebExchange exchange) {
		boolean elsewhere = this.onOtherServer && exchange.getApplicationContext() == this.application;
		return elsewhere ? MatchResult.notMatch() : this.endpoint.matches(exchange);
	}

}
