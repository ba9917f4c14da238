package dev.pprof4j.label.web;

import java.util.Objects;

import dev.pprof4j.label.ProfilingLabels;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;

/**
 * Labels what happens when somebody subscribes to the result of a handler, and when a
 * part of the request's body comes: with the route and the method of the request. What
 * goes on in another thread has the labels if a scheduler of Reactor's carries it there,
 * see {@link ReactiveTaskLabels}; what another network event brings has none. Safe to
 * share between threads.
 */
public final class ReactiveRouteLabels implements HandlerAdapter, Ordered {

	private final ListableBeanFactory beans;

	private final OtherAdapters<HandlerAdapter> others = new OtherAdapters<>(HandlerAdapter.class,
			ReactiveRouteLabels.class, HandlerAdapter::supports);

	/**
	 * An adapter that has not looked for others yet.
	 * @param beans where the others are
	 */
	public ReactiveRouteLabels(ListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	/** Whoever sees this adapter sees the others of its context, too. */
	@Override
	public boolean supports(Object handler) {
		return this.others.find(this.beans, handler) != null;
	}

	@Override
	public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
		HandlerAdapter adapter = this.others
			.find(Objects.requireNonNullElse(exchange.getApplicationContext(), this.beans), handler);
		if (adapter == null) {
			return Mono.error(new IllegalStateException("No adapter for handler [" + handler + "]"));
		}
		ProfilingLabels labels = RequestLabels.of(exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
				exchange.getRequest().getMethod().name());
		ServerWebExchange labelled = exchange.mutate()
			.request(new LabelledReactiveRequest(exchange.getRequest(), labels))
			.build();
		return ReactiveSignals.subscribed(labels.get(() -> adapter.handle(labelled, handler)), labels);
	}

}
