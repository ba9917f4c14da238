package dev.pprof4j.label.web;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.pprof4j.label.ProfilingLabels;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;

/**
 * Labels what happens when somebody subscribes to the result of a handler: with the route
 * and the method of the request. What goes on in another thread has the labels if a
 * scheduler of Reactor's carries it there, see {@link ReactiveTaskLabels}; what a network
 * event brings has none. Safe to share between threads.
 */
public final class ReactiveRouteLabels implements HandlerAdapter, Ordered {

	private final ListableBeanFactory beans;

	/** The management server has a context, and adapters, of its own. */
	private final Map<ListableBeanFactory, List<HandlerAdapter>> adapters = new ConcurrentReferenceHashMap<>();

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
		return find(this.beans, handler) != null;
	}

	@Override
	public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
		HandlerAdapter adapter = find(Objects.requireNonNullElse(exchange.getApplicationContext(), this.beans),
				handler);
		if (adapter == null) {
			return Mono.error(new IllegalStateException("No adapter for handler [" + handler + "]"));
		}
		ProfilingLabels labels = RequestLabels.of(exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
				exchange.getRequest().getMethod().name());
		return new LabelledMono<>(labels.get(() -> adapter.handle(exchange, handler)), labels);
	}

	private @Nullable HandlerAdapter find(ListableBeanFactory beans, Object handler) {
		for (HandlerAdapter adapter : this.adapters.computeIfAbsent(beans, ReactiveRouteLabels::others)) {
			if (adapter.supports(handler)) {
				return adapter;
			}
		}
		return null;
	}

	/** As the dispatcher finds them. */
	private static List<HandlerAdapter> others(ListableBeanFactory beans) {
		return BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, HandlerAdapter.class, true, false)
			.values()
			.stream()
			.filter((adapter) -> !(adapter instanceof ReactiveRouteLabels))
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.toList();
	}

	/**
	 * Subscribes with labels.
	 *
	 * @param <T> what comes
	 */
	private static final class LabelledMono<T> extends Mono<T> {

		private final Mono<T> source;

		private final ProfilingLabels labels;

		LabelledMono(Mono<T> source, ProfilingLabels labels) {
			this.source = source;
			this.labels = labels;
		}

		@Override
		public void subscribe(CoreSubscriber<? super T> actual) {
			this.labels.run(() -> this.source.subscribe(actual));
		}

	}

}
