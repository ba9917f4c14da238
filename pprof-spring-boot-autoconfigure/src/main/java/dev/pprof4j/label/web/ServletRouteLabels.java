package dev.pprof4j.label.web;

import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * Labels what handlers do with the route and the method of the request: comes before all
 * other adapters, and hands on to the one that the servlet would have chosen. Filters and
 * views are outside of it. Safe to share between threads.
 */
public final class ServletRouteLabels implements HandlerAdapter, Ordered {

	private final ListableBeanFactory beans;

	/** A servlet may have a context, and adapters, of its own. */
	private final Map<ListableBeanFactory, List<HandlerAdapter>> adapters = new ConcurrentReferenceHashMap<>();

	/**
	 * An adapter that has not looked for others yet.
	 * @param beans where the others are
	 */
	public ServletRouteLabels(ListableBeanFactory beans) {
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
	public @Nullable ModelAndView handle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws Exception {
		Object context = request.getAttribute(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE);
		HandlerAdapter adapter = find((context instanceof ListableBeanFactory own) ? own : this.beans, handler);
		if (adapter == null) {
			throw new IllegalStateException("No adapter for handler [" + handler + "]");
		}
		return RequestLabels
			.of(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE), request.getMethod())
			.call(() -> adapter.handle(request, response, handler));
	}

	private @Nullable HandlerAdapter find(ListableBeanFactory beans, Object handler) {
		for (HandlerAdapter adapter : this.adapters.computeIfAbsent(beans, this::others)) {
			if (adapter.supports(handler)) {
				return adapter;
			}
		}
		return null;
	}

	/** As the servlet finds them. */
	private List<HandlerAdapter> others(ListableBeanFactory beans) {
		return BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, HandlerAdapter.class, true, false)
			.values()
			.stream()
			.filter((adapter) -> !(adapter instanceof ServletRouteLabels))
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.toList();
	}

}
