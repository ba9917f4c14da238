package dev.pprof4j.label.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerAdapter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.HandlerFunction;

/**
 * Labels what handlers do with the route and the method of the request. It comes before
 * all other adapters, and delegates to the one that the servlet would have chosen.
 * Filters and views are not labelled. Safe to share between threads.
 */
public final class ServletRouteLabels implements HandlerAdapter, Ordered {

	private final ListableBeanFactory beans;

	private final OtherAdapters<HandlerAdapter> others = new OtherAdapters<>(HandlerAdapter.class,
			ServletRouteLabels.class, HandlerAdapter::supports);

	/**
	 * An adapter that has not looked for the other adapters yet.
	 * @param beans where the other adapters are
	 */
	public ServletRouteLabels(ListableBeanFactory beans) {
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
	public @Nullable ModelAndView handle(HttpServletRequest request, HttpServletResponse response, Object handler)
			throws Exception {
		Object context = request.getAttribute(DispatcherServlet.WEB_APPLICATION_CONTEXT_ATTRIBUTE);
		HandlerAdapter adapter = this.others.find((context instanceof ListableBeanFactory own) ? own : this.beans,
				handler);
		if (adapter == null) {
			throw new IllegalStateException("No adapter for handler [" + handler + "]");
		}
		return RequestLabels.of(pattern(request, handler), request.getMethod())
			.call(() -> adapter.handle(request, response, handler));
	}

	/**
	 * The pattern of the route. For a handler that serves all paths without another
	 * handler, Spring gives the path itself, which the client has chosen, as the pattern
	 * and as the path within it.
	 */
	private static @Nullable Object pattern(HttpServletRequest request, Object handler) {
		Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
		if (pattern == null || handler instanceof HandlerMethod || handler instanceof HandlerFunction) {
			return pattern;
		}
		Object within = request.getAttribute(HandlerMapping.PATH_WITHIN_HANDLER_MAPPING_ATTRIBUTE);
		return (isPattern(pattern.toString()) && !pattern.equals(within)) ? pattern : null;
	}

	private static boolean isPattern(String pattern) {
		return pattern.contains("*") || pattern.contains("{");
	}

}
