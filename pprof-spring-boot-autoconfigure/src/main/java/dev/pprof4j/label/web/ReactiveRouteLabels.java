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
 * Labels with the route and the method of a request what runs when the result of its
 * handler is subscribed to, and when a part of its body arrives. Work that continues in
 * another thread has the labels if a scheduler of Reactor carries it there; see
 * {@link ReactiveTaskLabels}. Work that another network event triggers has none. Safe to
 * share between threads.
 */
public final class ReactiveRouteLabels implements HandlerAdapter, Ordered {

	private final ListableBeanFactory beans;

	private final OtherAdapters<HandlerAdapter> others = new OtherAdapters<>(HandlerAdapter.class,
			ReactiveRouteLabels.class, HandlerAdapter::supports);

	/**
	 * An adapter that has not looked for the other adapters yet.
	 * @param beans where the other adapters are
	 */
	public ReactiveRouteLabels(ListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	/** A dispatcher that sees this adapter also sees the others of its context. */
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
