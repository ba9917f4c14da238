package dev.pprof4j.actuate.web;

import java.nio.charset.StandardCharsets;

import dev.pprof4j.actuate.MediaTypes;
import dev.pprof4j.actuate.PprofParameters;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Adds headers, errors as text, and HEAD, on WebFlux. It comes before Spring Security,
 * whose refusals are answers, too.
 */
public final class PprofWebFilter implements WebFilter, Ordered {

	private final PprofHeaders headers;

	private final EndpointPath endpointPath;

	/**
	 * The filter.
	 * @param headers the headers of all answers
	 * @param endpointPath the path of the endpoint
	 */
	public PprofWebFilter(PprofHeaders headers, String endpointPath) {
		this.headers = headers;
		this.endpointPath = new EndpointPath(endpointPath);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		String path = exchange.getRequest().getPath().pathWithinApplication().value();
		if (!this.endpointPath.matches(path)) {
			return chain.filter(exchange);
		}
		ServerHttpResponse response = exchange.getResponse();
		response.beforeCommit(() -> Mono.fromRunnable(() -> addHeaders(path, exchange)));
		if (this.endpointPath.refuses(path, exchange.getRequest().getHeaders().getFirst(PprofHeaders.FETCH_SITE))) {
			return sentence(response, HttpStatus.FORBIDDEN, PprofHeaders.FOREIGN);
		}
		ServerWebExchange filtered = exchange.mutate().request(new PprofRequest(exchange.getRequest())).build();
		return chain.filter(filtered)
			.onErrorResume((ex) -> ex instanceof ErrorResponse && !response.isCommitted(),
					(ex) -> answer(response, (ErrorResponse) ex))
			.then(Mono.defer(() -> answerIfSilent(response)));
	}

	private void addHeaders(String path, ServerWebExchange exchange) {
		HttpHeaders headers = exchange.getResponse().getHeaders();
		HttpStatusCode status = exchange.getResponse().getStatusCode();
		this.headers
			.of(path, exchange.getRequest().getURI().getRawQuery(), (status != null) ? status.value() : 200,
					headers.getFirst(HttpHeaders.CONTENT_TYPE))
			.forEach(headers::set);
	}

	/** Spring Security's firewall sets a status, but no body. */
	private static Mono<Void> answerIfSilent(ServerHttpResponse response) {
		HttpStatusCode status = response.getStatusCode();
		if (response.isCommitted() || status == null || !status.isError()) {
			return Mono.empty();
		}
		return sentence(response, status, PprofHeaders.sentence(status.value()));
	}

	private static Mono<Void> answer(ServerHttpResponse response, ErrorResponse error) {
		HttpStatusCode status = error.getStatusCode();
		response.getHeaders().putAll(error.getHeaders());
		return sentence(response, status, PprofHeaders.sentence(status.value()));
	}

	private static Mono<Void> sentence(ServerHttpResponse response, HttpStatusCode status, String sentence) {
		response.setStatusCode(status);
		response.getHeaders().set(HttpHeaders.CONTENT_TYPE, MediaTypes.TEXT);
		DataBuffer body = response.bufferFactory().wrap(sentence.getBytes(StandardCharsets.UTF_8));
		return response.writeWith(Mono.just(body));
	}

	/**
	 * A request that passes its method and address to the endpoint.
	 */
	private static final class PprofRequest extends ServerHttpRequestDecorator {

		/** Removes the range: Spring would answer with a part of a new recording. */
		PprofRequest(ServerHttpRequest request) {
			super(request.mutate().headers((headers) -> headers.remove(HttpHeaders.RANGE)).build());
		}

		@Override
		public MultiValueMap<String, String> getQueryParams() {
			MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>(super.getQueryParams());
			parameters.set(PprofParameters.REQUEST_LINE,
					"%s %s://%s%s".formatted(getMethod(), getURI().getScheme(), getURI().getRawAuthority(), getPath()));
			return parameters;
		}

	}

}
